import * as v from "valibot";
import { ERROR_CODES, type ErrorCode, type HiloopError } from "./error.ts";

/** RFC 9457 problem document: what every failed request answers with. */
export const ProblemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.picklist(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
  detail: v.string(),
  advice: v.exactOptional(v.string()),
  requestId: v.string(),
  issues: v.exactOptional(v.array(v.object({ path: v.string(), message: v.string() }))),
});
export type Problem = v.InferOutput<typeof ProblemSchema>;

/** The problem document of an error. */
export function toProblem(error: HiloopError, requestId: string): Problem {
  return {
    type: "about:blank",
    title: error.code.replaceAll("_", " "),
    status: error.status,
    code: error.code,
    detail: error.message,
    ...(error.advice ? { advice: error.advice } : {}),
    requestId,
    ...(error.issues.length ? { issues: error.issues } : {}),
  };
}
