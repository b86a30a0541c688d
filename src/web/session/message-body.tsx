import type { ReadMessage } from "../../client/read-item.ts";
import { readComponents } from "../../components/read-components.ts";
import { AsText } from "../components/as-text.tsx";
import { Nodes } from "../components/nodes.tsx";
import { Boundary } from "../parts/boundary.tsx";
import { Markdown } from "../parts/markdown.tsx";
import type { OpenSession } from "../state/open-session.ts";
import { SessionFilesContext } from "../state/session-files.ts";

/** What a message says: its Markdown, then its components. */
export function MessageBody({ message, session }: { message: ReadMessage; session: OpenSession }) {
  return (
    <SessionFilesContext.Provider value={session.filesOf(message)}>
      <div class="message-body stack">
        {message.content.trim() !== "" && (
          <Boundary fallback={<AsText content={message.content} />}>
            <Markdown text={message.content} />
          </Boundary>
        )}
        <Nodes nodes={readComponents(message.components)} />
      </div>
    </SessionFilesContext.Provider>
  );
}
