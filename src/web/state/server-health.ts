import { Http } from "../../client/http.ts";
import { HealthSchema } from "../../protocol/health.ts";
import { connection } from "./network.ts";

/** Whether the server has a space yet; undefined when it does not say. */
export async function isServerSetUp(): Promise<boolean | undefined> {
  return new Http(connection, {}).send("GET", "/healthz", HealthSchema).then(
    ({ setUp }) => setUp,
    () => undefined,
  );
}
