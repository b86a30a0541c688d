import { useEffect, useRef } from "preact/hooks";
import { visibleName } from "../../components/visible-text.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { isLocalServer } from "../state/network.ts";
import { CLIENTS, clientConfiguration } from "./client-configuration.ts";

type NewKeyProps = { name: string; apiKey: string; onDone(): void };

/** A key that was just made: shown once, with what to paste into an assistant's configuration. */
export function NewKey({ name, apiKey, onDone }: NewKeyProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const configuration = clientConfiguration(apiKey, location.origin);
  return (
    <section class="panel stack">
      <h2 ref={heading} tabIndex={-1}>
        The key of “{visibleName(name)}”
      </h2>
      <p>It is shown this once. Whoever has it can ask in its name and read the sessions it made.</p>
      <div class="secret">
        <output class="secret-text">{apiKey}</output>
        <div class="secret-actions">
          <CopyButton text={apiKey} label="Copy key" />
        </div>
      </div>
      <figure class="code">
        <figcaption class="code-head">
          <span class="code-title">Ready-made client configuration</span>
          <CopyButton text={configuration} label="Copy configuration" />
        </figcaption>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre tabIndex={0}>{configuration}</pre>
      </figure>
      <Clients />
      {isLocalServer && (
        <p class="quiet small">
          For the space that hiloop keeps on this computer no key is needed: <code>hiloop setup</code>{" "}
          connects an assistant to it with <code>--profile local</code>, which no cloned repository’s settings
          can change.
        </p>
      )}
      <p class="quiet small">
        If the client does not find <code>hiloop</code>, give its whole path as <code>command</code>:{" "}
        <code>which hiloop</code> prints it.
      </p>
      <p>
        <button type="button" class="button" onClick={onDone}>
          Done
        </button>
      </p>
    </section>
  );
}

function Clients() {
  return (
    <dl class="kv">
      {CLIENTS.map(({ name: client, file, how }) => (
        <div key={client} class="kv-row">
          <dt>{client}</dt>
          <dd>
            <code>{file}</code>
            <span class="quiet small"> {how}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
