import type { Database } from "bun:sqlite";
import { HiloopError } from "../../protocol/error.ts";
import { PRIORITIES, type Priority } from "../../protocol/item.ts";
import type { QuestionState } from "../../protocol/timeline.ts";
import type { NewItem, QuestionRecord } from "../contract-sessions.ts";

type QuestionRow = {
  id: string;
  session_id: string;
  seq: number;
  state: QuestionState;
  priority: Priority;
  until: string | null;
  participants: "Anyone" | "People";
  sender_key_id: string;
  digest: string;
  ended_seq: number | null;
};

export function findQuestion(db: Database, sessionId: string, id: string): QuestionRecord | undefined {
  const row = db
    .query<QuestionRow, [string, string]>(
      `SELECT question.id, question.session_id, question.seq, question.state, question.priority, question.until,
         question.participants, question.sender_key_id, question.ended_seq, item.digest
       FROM question JOIN item ON item.session_id = question.session_id AND item.seq = question.seq
       WHERE question.session_id = ? AND question.id = ?`,
    )
    .get(sessionId, id);
  if (!row) return undefined;
  return {
    id: row.id,
    sessionId: row.session_id,
    seq: row.seq,
    state: row.state,
    priority: row.priority,
    until: row.until,
    participants: row.participants,
    senderKeyId: row.sender_key_id,
    digest: row.digest,
    endedSeq: row.ended_seq,
  };
}

export function openQuestion(db: Database, seq: number, added: NewItem): void {
  const { item } = added;
  db.query(
    `INSERT INTO question (session_id, id, seq, state, priority, priority_rank, until, participants,
       sender_key_id, seen_seq, received_at) VALUES (?, ?, ?, 'Open', ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    item.sessionId,
    item.id,
    seq,
    item.priority,
    PRIORITIES.indexOf(item.priority),
    item.until,
    item.participants,
    item.senderKeyId,
    item.seenSeq,
    added.at,
  );
}

/** Ends an open question in one conditional update; false when it was not open any more. */
export function endQuestion(
  db: Database,
  question: { sessionId: string; id: string; seq: number; at: string },
  state: QuestionState,
): boolean {
  const onTime = state === "Answered" ? "AND (until IS NULL OR until > ?5)" : "AND ?5 IS NOT NULL";
  const { changes } = db
    .query(
      `UPDATE question SET state = ?1, ended_seq = ?2
       WHERE session_id = ?3 AND id = ?4 AND state = 'Open' ${onTime}`,
    )
    .run(state, question.seq, question.sessionId, question.id, question.at);
  return changes === 1;
}

export function answerQuestion(db: Database, seq: number, added: NewItem, questionId: string): void {
  const { sessionId } = added.item;
  if (endQuestion(db, { sessionId, id: questionId, seq, at: added.at }, "Answered")) return;
  const question = findQuestion(db, sessionId, questionId);
  if (!question) throw new HiloopError("not_found", "There is no such question.");
  throw questionEnded(db, question);
}

/** Why a question takes no answer and no cancelling any more. */
export function questionEnded(db: Database, question: QuestionRecord): HiloopError {
  if (question.state === "Answered") return alreadyAnswered(db, question);
  const how = question.state === "Cancelled" ? "was cancelled" : `expired at ${question.until}`;
  return new HiloopError("question_ended", `This question ${how}; it takes no answer any more.`, {
    advice: "Send what you wanted to say as a message instead.",
  });
}

function alreadyAnswered(db: Database, question: QuestionRecord): HiloopError {
  const answer = db
    .query<{ sender_type: string; received_at: string }, [string, number | null]>(
      "SELECT sender_type, received_at FROM item WHERE session_id = ? AND seq = ?",
    )
    .get(question.sessionId, question.endedSeq);
  const who = answer?.sender_type === "Guest" ? "a guest" : "a person";
  const by = answer ? ` by ${who} at ${answer.received_at}` : "";
  return new HiloopError("already_answered", `This question was already answered${by}.`, {
    advice: "The first answer counts; send yours as a message if it still matters.",
  });
}
