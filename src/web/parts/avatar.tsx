import { visibleName } from "../../components/visible-text.ts";

type AvatarProps = { name: string; type: "Human" | "Agent" | "Guest"; small?: boolean };

/** One or two letters of a name; people and guests are round, agents are square. */
export function Avatar({ name, type, small = false }: AvatarProps) {
  const shape = type === "Agent" ? "avatar" : "avatar avatar-person";
  return (
    <span class={small ? `${shape} avatar-small` : shape} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = visibleName(name).match(/[\p{L}\p{N}]+/gu) ?? [];
  const letters = [words[0], words.length > 1 ? words[1] : undefined].map(
    (word) => [...(word ?? "")][0] ?? "",
  );
  return letters.join("").toUpperCase() || "?";
}
