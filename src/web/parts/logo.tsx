/** The mark and the name. */
export function Logo() {
  return (
    <span class="logo">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <path d="M8 5v22M8 17c0-3.6 2.7-6 6-6s6 2.4 6 6v10" />
        <circle cx="24" cy="8" r="3.5" />
      </svg>
      hiloop
    </span>
  );
}
