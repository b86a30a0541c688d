const MOST_FOLDERS = 3;
const LONGEST = 400;

/** Where an agent works, as a person is shown it beside its question: `~/work/app`. The name of the home says too much to guests. */
export function shownFolder(folders: string[], home: string): string {
  const names = folders.slice(0, MOST_FOLDERS).map((folder) => fromHome(folder, home));
  const more = folders.length - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function fromHome(folder: string, home: string): string {
  const isInside = home.length > 1 && (folder === home || folder.startsWith(`${home}/`));
  const name = isInside ? `~${folder.slice(home.length)}` : folder;
  // Its end tells folders apart.
  return name.length <= LONGEST ? name : `…${name.slice(-LONGEST)}`;
}
