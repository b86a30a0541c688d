import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.tsx";

type NoticeProps = {
  level: "info" | "success" | "warning" | "error";
  title?: string | undefined;
  children?: ComponentChildren;
  /** Read out at once by screen readers. */
  urgent?: boolean;
};

const ICONS: Record<NoticeProps["level"], IconName> = {
  info: "info",
  success: "check",
  warning: "warning",
  error: "warning",
};

/** The inbox's own notices. What agents send as `alert` looks different and lies inside their message. */
export function Notice({ level, title, children, urgent = false }: NoticeProps) {
  return (
    <div class={`notice notice-${level}`} role={urgent ? "alert" : "status"}>
      <Icon name={ICONS[level]} />
      <div class="notice-body">
        {title && <p class="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
