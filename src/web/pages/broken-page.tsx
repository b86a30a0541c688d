import { PlainPage } from "./plain-page.tsx";

/** Instead of the whole page, when a part of it failed that nothing can stand in for. */
export function BrokenPage() {
  return (
    <PlainPage title="This page broke">
      <p>
        A part of it could not be shown, which is a fault of hiloop. What was sent is safe; what you had not
        sent yet is not kept.
      </p>
      <p>
        <button type="button" class="button button-primary" onClick={() => location.reload()}>
          Reload the page
        </button>
      </p>
    </PlainPage>
  );
}
