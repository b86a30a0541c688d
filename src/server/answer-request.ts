import { log } from "../log.ts";
import { HiloopError } from "../protocol/error.ts";
import type { AllowedHosts } from "./allowed-hosts.ts";
import { authenticate } from "./authenticate.ts";
import type { Caller, CallerType } from "./caller.ts";
import type { Connection } from "./connection.ts";
import type { ServerContext } from "./context.ts";
import { Exchange } from "./exchange.ts";
import { onceAMinute } from "./log-failure.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Router } from "./router.ts";

export type Doorkeeper = {
  context: ServerContext;
  router: Router;
  hosts: AllowedHosts;
  requests: RateLimit;
  failures: RateLimit;
  /** Pages and their files, for a GET that no route takes; undefined when there is none either. */
  page: (path: string) => Promise<Response | undefined>;
  onCaller: () => void;
};

const METHODS: readonly string[] = ["GET", "HEAD", "POST", "PUT", "DELETE"];

/** Answers one request, or throws the error that is its answer. */
export async function answerRequest(
  door: Doorkeeper,
  request: Request,
  connection: Connection,
): Promise<Response> {
  if (!METHODS.includes(request.method)) throw odd(request, connection);
  // The Host comes first: an impossible one makes the very address unreadable.
  door.hosts.check(request);
  const url = URL.parse(request.url);
  if (!url) throw odd(request, connection);
  const { pathname, search } = url;
  const match = door.router.match(request.method, pathname);
  if (!match) return pageOrNothing(door, request, pathname);
  const exchange = new Exchange(door.context, connection, { request, search, params: match.params });
  const { endpoint } = match;
  if (endpoint.callers === "Anyone")
    return counted(door, connection, isRefusal, () => endpoint.handle(exchange));
  const caller = await counted(door, connection, isUnauthorized, () => authenticate(door.context, request));
  takeRequest(door, caller);
  requireType(caller, endpoint.callers);
  door.onCaller();
  return endpoint.handle(exchange, caller);
}

/** What a scanner sends, or somebody who takes this for a proxy. */
function odd({ method }: Request, { address }: Connection): HiloopError {
  onceAMinute("odd requests", () =>
    log.warn(
      `${address} sent a ${method} request, which is no use here; more of this minute are not logged.`,
    ),
  );
  return new HiloopError("invalid_input", `This ${method} request is not one that this server knows.`, {
    advice: `It takes ${METHODS.join(", ")} to addresses of its own, and is no proxy.`,
  });
}

function isUnauthorized({ code }: HiloopError): boolean {
  return code === "unauthorized";
}

function isRefusal({ status }: HiloopError): boolean {
  return status < 500;
}

/**
 * Counts failures of those who are not known yet, by address. Only failures are ever refused for it: a key that is right
 * must not be locked out by a neighbour behind the same address.
 */
async function counted<Result>(
  door: Doorkeeper,
  connection: Connection,
  counts: (error: HiloopError) => boolean,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof HiloopError) || !counts(thrown)) throw thrown;
    const retryAfterSeconds = door.failures.take(connection.address);
    if (retryAfterSeconds === undefined) throw thrown;
    throw new HiloopError("rate_limited", "Too many requests from this address were refused.", {
      advice: `Wait ${retryAfterSeconds} seconds, and check the key.`,
      retryAfterSeconds,
    });
  }
}

function takeRequest(door: Doorkeeper, caller: Caller): void {
  const retryAfterSeconds = door.requests.take(caller.keyId);
  if (retryAfterSeconds === undefined) return;
  throw new HiloopError("rate_limited", "This key has sent too many requests in this minute.", {
    advice: `Wait ${retryAfterSeconds} seconds.`,
    retryAfterSeconds,
  });
}

function requireType(caller: Caller, allowed: readonly CallerType[]): void {
  if (allowed.includes(caller.type)) return;
  throw new HiloopError("forbidden", `This request is not for ${PLURAL[caller.type]}.`);
}

const PLURAL: Record<CallerType, string> = {
  Agent: "agents",
  Human: "people",
  Invite: "invitations, which can only join",
  Guest: "guests",
};

async function pageOrNothing(door: Doorkeeper, request: Request, path: string): Promise<Response> {
  const asksForPage = request.method === "GET" && !path.startsWith("/v1/");
  const page = asksForPage ? await door.page(path) : undefined;
  if (page) return page;
  throw new HiloopError("not_found", `There is no ${request.method} ${path.slice(0, 200)} here.`);
}
