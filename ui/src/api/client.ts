import createClient, { type Middleware } from "openapi-fetch";

import { inWords } from "./problem-words";
import { saw } from "./reach";
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

/** Brings a session back that has ended; false when there is none any more. */
type Renew = () => Promise<boolean>;
let renew: Renew = () => Promise.resolve(false);

/** Sets what is done when the server knows the session no more; the request is made again when it is back. */
export function whenSessionEnds(how: Renew): void {
  renew = how;
}

/** What a request can be made of once more: its body is read only once. */
const spare = new WeakMap<Request, Request>();

async function again(request: Request): Promise<Response | undefined> {
  const copy = spare.get(request);
  if (copy === undefined || !(await renew())) return undefined;
  if (copy.method !== "GET") copy.headers.set("X-CSRF-Token", csrfToken);
  return globalThis.fetch(copy);
}

const border: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-CSRF-Token", csrfToken);
    spare.set(request, request.clone());
    return request;
  },
  async onResponse({ request, response }) {
    const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
    if (!response.ok && !isJson) {
      saw(false);
      throw new Unreachable(response.status);
    }
    saw(true);
    return response.status === 401 ? again(request) : undefined;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    saw(false);
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
