import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Member } from "../../client/member.ts";
import { Shell } from "../shell/shell.tsx";
import { agentKeys, refreshAgents } from "../state/agents.ts";
import { KeyRow } from "./key-row.tsx";
import { NewKey } from "./new-key.tsx";
import { NewKeyForm } from "./new-key-form.tsx";

/** The API keys that assistants act with: make one, see who uses it, revoke it. */
export function AgentsPage({ member }: { member: Member }) {
  const made = useSignal<{ name: string; apiKey: string } | undefined>(undefined);
  useEffect(() => {
    refreshAgents(member);
  }, [member]);
  return (
    <Shell>
      <main id="main" class="page" tabIndex={-1}>
        <h1>Agents</h1>
        <p class="page-lead">
          An assistant speaks with an agent key. One key may speak under several names; revoking it silences
          them all at once.
        </p>
        {made.value ? (
          <NewKey
            name={made.value.name}
            apiKey={made.value.apiKey}
            onDone={() => {
              made.value = undefined;
            }}
          />
        ) : (
          <NewKeyForm
            member={member}
            onMade={(value) => {
              made.value = value;
            }}
          />
        )}
        <h2 class="page-section">Keys</h2>
        <Keys member={member} />
      </main>
    </Shell>
  );
}

function Keys({ member }: { member: Member }) {
  const keys = agentKeys.value;
  if (!keys) return null;
  if (keys.length === 0) return <p class="quiet">No key yet. Make one above, and give it to an assistant.</p>;
  return (
    <ul class="rows plain">
      {keys.map((key) => (
        <li key={key.memberId}>
          <KeyRow member={member} agentKey={key} />
        </li>
      ))}
    </ul>
  );
}
