/** What a client tells its model about hiloop as a whole; some clients ignore it, so the tools stand on their own. */
export const INSTRUCTIONS =
  "hiloop asks people. Before anything risky, irreversible or expensive, or when a fact or a choice is missing, call ask_human and act only on status answered. " +
  "pending means that nobody answered yet: do other work, then wait again; an answer is never lost. " +
  "For a longer conversation use create_session, send_message and await_response.";
