import { PlainPage } from "./plain-page.tsx";

/** Over plain http on a network, browsers switch the encryption off that this page is made of. */
export function InsecurePage() {
  return (
    <PlainPage title="This address is not secure enough">
      <p>
        hiloop opens and seals messages in your browser, and browsers allow that only over <code>https</code>{" "}
        or on <code>localhost</code>. You came by <code>{location.origin}</code>.
      </p>
      <p>
        Open the <code>https</code> address of this server instead, or ask whoever runs it to put one in
        front.
      </p>
    </PlainPage>
  );
}
