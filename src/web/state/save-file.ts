const UNSAFE_IN_NAME = /[\p{Cc}\p{Default_Ignorable_Code_Point}/\\:*?"<>|]/gu;
const KEEP_MS = 60_000;

/** Hands a file that was opened here to the browser's own saving, under a name that is safe on every system. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(new Blob([blob], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name.replace(UNSAFE_IN_NAME, "_").replace(/^\.+/, "_").slice(0, 200) || "file";
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}
