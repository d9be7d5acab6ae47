import createClient, { type Middleware } from "openapi-fetch";

import { inWords } from "./problem-words";
import type { paths } from "./schema.gen";
import type { Schema } from "./schema";

/** A refusal that the server explained. Anything else (network, a broken reply) stays an ordinary Error. */
export class ApiProblem extends Error {
  constructor(readonly problem: Schema["Problem"]) {
    super(problem.detail);
    this.name = "ApiProblem";
  }
}

/** An answer that no MailApp API gives: a proxy's error page, or nothing at all. */
export class Unreachable extends Error {
  constructor(readonly status: number) {
    super(status === 0 ? "The API cannot be reached." : `The API answered with status ${String(status)}.`);
    this.name = "Unreachable";
  }
}

let csrfToken = "";

/** The session's token, which every write of the panel sends along. */
export function sendToken(token: string): void {
  csrfToken = token;
}

type Reachability = (reachable: boolean) => void;
const watchers = new Set<Reachability>();

/** Calls `watch` whenever an answer came or failed to come; returns how to stop. */
export function watchReachability(watch: Reachability): () => void {
  watchers.add(watch);
  return () => void watchers.delete(watch);
}

const report = (reachable: boolean) => {
  for (const watch of watchers) watch(reachable);
};

const border: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-CSRF-Token", csrfToken);
    return request;
  },
  onResponse({ response }) {
    const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
    if (!response.ok && !isJson) {
      report(false);
      throw new Unreachable(response.status);
    }
    report(true);
    return undefined;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    report(false);
    return new Unreachable(0);
  },
};

export const api = createClient<paths>({
  baseUrl: typeof location === "undefined" ? "http://localhost/" : `${location.origin}/`,
  credentials: "same-origin",
  // Looked up with each request, so that a test can stand in for the network.
  fetch: (request) => globalThis.fetch(request),
  querySerializer: { array: { style: "form", explode: false } },
});
api.use(border);

type Call<T> = Promise<{ data?: T; error?: Schema["Problem"]; response: Response }>;

async function refuse(problem: Schema["Problem"]): Promise<never> {
  const [said = problem] = await inWords([problem]);
  throw new ApiProblem(said);
}

/** The data of an answer; a refusal is thrown as ApiProblem. */
export async function unwrap<T>(call: Call<T>): Promise<T> {
  const { data, error } = await call;
  if (error !== undefined) return refuse(error);
  return data as T;
}

/** An object with the tag that a later change sends as If-Match. */
export interface Tagged<T> {
  value: T;
  tag: string;
}

export async function unwrapTagged<T>(call: Call<T>): Promise<Tagged<T>> {
  const { data, error, response } = await call;
  if (error !== undefined) return refuse(error);
  return { value: data as T, tag: response.headers.get("ETag") ?? "*" };
}

/** The header for a change that must not overwrite somebody else's. */
export const ifMatch = (tag: string): Record<string, string> => ({ "If-Match": tag });

/** The header with which a repeated creation gives the first answer again. */
export const idempotent = (): Record<string, string> => ({ "Idempotency-Key": crypto.randomUUID() });

export const isProblem = (error: unknown, code?: string): error is ApiProblem =>
  error instanceof ApiProblem && (code === undefined || error.problem.code === code);
