import { useSignal } from "@preact/signals";
import type { Member } from "../../client/member.ts";
import { removeMember } from "../../client/membership.ts";
import { visibleName } from "../../components/visible-text.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { ErrorText } from "../parts/error-text.tsx";
import { Ago } from "../parts/time.tsx";
import { useAction } from "../parts/use-action.ts";
import { type AgentKey, refreshAgents } from "../state/agents.ts";
import { announce } from "../state/announce.ts";

/** A key may have spoken under a thousand. */
const MOST_NAMES = 10;

type KeyRowProps = { member: Member; agentKey: AgentKey };

export function KeyRow({ member, agentKey }: KeyRowProps) {
  const isAsking = useSignal(false);
  const name = visibleName(agentKey.name);
  return (
    <div class="row">
      <Avatar name={agentKey.name} type="Agent" />
      <div class="row-text">
        <p class="row-name">{name}</p>
        <KeyFacts agentKey={agentKey} />
      </div>
      <button
        type="button"
        class="button button-small"
        aria-label={`Revoke ${name}`}
        onClick={() => {
          isAsking.value = true;
        }}
      >
        Revoke
      </button>
      {isAsking.value && (
        <RevokeDialog
          member={member}
          agentKey={agentKey}
          onClose={() => {
            isAsking.value = false;
          }}
        />
      )}
    </div>
  );
}

function KeyFacts({ agentKey: { agents, addedAt } }: { agentKey: AgentKey }) {
  const [latest] = agents.toSorted((left, right) => right.lastSeenAt.localeCompare(left.lastSeenAt));
  const names = agents.slice(0, MOST_NAMES).map((agent) => visibleName(agent.name));
  const others = agents.length - names.length;
  return (
    <p class="row-facts">
      {names.length > 0 ? `Speaks as ${names.join(", ")}` : "Not used yet"}
      {others > 0 && ` and ${others} more`}
      {latest && (
        <>
          {" · last seen "}
          <Ago at={latest.lastSeenAt} />
        </>
      )}
      {" · made "}
      <Ago at={addedAt} />
    </p>
  );
}

function RevokeDialog({ member, agentKey, onClose }: KeyRowProps & { onClose(): void }) {
  const revoke = useAction(async () => {
    await removeMember(member, agentKey.memberId);
    announce(`The key ${visibleName(agentKey.name)} was revoked.`);
    onClose();
    await refreshAgents(member);
  });
  return (
    <Dialog title={`Revoke “${visibleName(agentKey.name)}”?`} onClose={onClose}>
      <p>Assistants that use this key can no longer ask, at once and for good. What they asked stays.</p>
      <ErrorText error={revoke.error} />
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          Keep it
        </button>
        <button type="button" class="button button-danger" aria-disabled={revoke.isBusy} onClick={revoke.run}>
          {revoke.isBusy ? "Revoking…" : "Revoke"}
        </button>
      </div>
    </Dialog>
  );
}
