import type { Session } from "../../protocol/session.ts";

/** How a session stands, where it is not simply active. */
export function StatusBadge({ status }: { status: Session["status"] }) {
  if (status === "Active") return null;
  return <span class="badge">{status === "Newer" ? "Made by a newer hiloop" : status}</span>;
}
