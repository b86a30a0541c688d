import { newId } from "../protocol/id.ts";
import { AllowedHosts } from "./allowed-hosts.ts";
import { announceChanges } from "./announce-changes.ts";
import { answerRequest, type Doorkeeper } from "./answer-request.ts";
import { inboxPage } from "./assets.ts";
import { Connection } from "./connection.ts";
import type { ServerContext } from "./context.ts";
import { IdleWatch } from "./idle-watch.ts";
import { logFailure, logIfOurs } from "./log-failure.ts";
import { RateLimit } from "./rate-limit.ts";
import { problem } from "./responses.ts";
import { Router } from "./router.ts";
import { ROUTES } from "./routes.ts";
import { DAY_MS, HOUR_MS } from "./server-limits.ts";
import type { RunningServer, ServerOptions } from "./server-options.ts";

const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** How long a stop lets running answers finish. */
const DRAIN_MS = 2000;

/** Opens the port and answers requests until it is stopped. */
export async function listen(context: ServerContext, options: ServerOptions): Promise<RunningServer> {
  const { store, blobs, waits, streams, expiry, space, presence, limits, clock } = context;
  const questions = announceChanges(context, await store.questions.countOpen());
  const activity = () => ({ waits: waits.count, streams: streams.count, openQuestions: questions.open() });
  const hostname = options.hostname ?? "127.0.0.1";
  const doorOf = (port: number): Doorkeeper => ({
    context,
    router: new Router(ROUTES),
    hosts: new AllowedHosts({ port, publicUrl: options.publicUrl, allowedHosts: options.allowedHosts ?? [] }),
    requests: new RateLimit(limits.requestsPerMinute, clock),
    failures: new RateLimit(limits.authenticationFailuresPerMinute, clock),
    page: options.serveInbox === false ? async () => undefined : inboxPage,
    onCaller: () => idle.touch(),
  });
  let door: Doorkeeper | undefined;
  const server = Bun.serve({
    hostname,
    port: options.port,
    maxRequestBodySize: MAX_BODY_BYTES,
    development: false,
    // With `development: false` Bun shares the port with any other server of this user unless told not to.
    reusePort: false,
    fetch(request, server) {
      door ??= doorOf(server.port ?? options.port);
      const connection = new Connection(server, request, options.publicUrl !== undefined);
      return answerRequest(door, request, connection).catch((thrown) => toAnswer(thrown, request));
    },
  });
  // Only now: a port that is taken must leave no timer behind.
  const idle = new IdleWatch(options, activity);
  await expiry.start();
  const sweep = () => blobs.sweep(clock() - DAY_MS).catch(logFailure);
  const sweeping = setInterval(sweep, options.sweepEveryMs ?? HOUR_MS).unref();
  const port = server.port ?? options.port;
  const url = options.publicUrl ?? `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
  context.publicUrl = url;
  return {
    url: `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`,
    port,
    get setupToken() {
      return space.isSetUp ? undefined : context.setupToken;
    },
    activity,
    async stop() {
      idle.stop();
      clearInterval(sweeping);
      expiry.stop();
      waits.stop();
      streams.stop();
      presence.stop();
      await Promise.race([server.stop(), Bun.sleep(DRAIN_MS)]);
      await server.stop(true);
      await store.close();
    },
  };
}

function toAnswer(thrown: unknown, request: Request): Response {
  const requestId = newId();
  const { response, error } = problem(thrown, requestId);
  // A client that went away in the middle of its body is no failure of ours.
  if (!request.signal.aborted) logIfOurs(error, requestId);
  return response;
}
