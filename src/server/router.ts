import { type CallerType, FACE_OF } from "./caller.ts";
import type { MemberHandler, OpenHandler } from "./exchange.ts";
import type { Route } from "./routes.ts";

/** A route under one address: for anyone, or for the callers that share a face. */
export type Endpoint = { segments: string[] } & (
  | { callers: "Anyone"; handle: OpenHandler }
  | { callers: readonly CallerType[]; handle: MemberHandler }
);
export type Match = { endpoint: Endpoint; params: Record<string, string> };

export class Router {
  /** By method and number of segments, so that few are compared. */
  readonly #endpoints = new Map<string, Endpoint[]>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) for (const endpoint of endpointsOf(route)) this.#add(route.method, endpoint);
  }

  match(method: string, path: string): Match | undefined {
    const segments = path.split("/");
    for (const endpoint of this.#endpoints.get(`${method} ${segments.length}`) ?? []) {
      const params = paramsOf(endpoint.segments, segments);
      if (params) return { endpoint, params };
    }
    return undefined;
  }

  #add(method: string, endpoint: Endpoint): void {
    const key = `${method} ${endpoint.segments.length}`;
    this.#endpoints.set(key, [...(this.#endpoints.get(key) ?? []), endpoint]);
  }
}

/** A route under each face among its callers, for the callers of that face only. */
export function endpointsOf(route: Route): Endpoint[] {
  if (route.callers === "Anyone") return [{ ...route, segments: route.path.split("/") }];
  const { callers, handle, path } = route;
  const faces = new Set(callers.map((caller) => FACE_OF[caller]));
  return [...faces].map((face) => ({
    handle,
    callers: callers.filter((caller) => FACE_OF[caller] === face),
    segments: `/v1/${face}${path}`.split("/"),
  }));
}

function paramsOf(pattern: string[], segments: string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const given = segments[index] ?? "";
    if (expected.startsWith(":")) params[expected.slice(1)] = given;
    else if (expected !== given) return undefined;
  }
  return params;
}
