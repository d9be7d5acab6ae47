import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { startDns } from "./dns-server";

const run = promisify(execFile);

interface Endpoint {
  host: string;
  port: number;
}

/** The line that `mailapp up --json` prints. */
export interface Up {
  panel_url: string;
  api_url: string;
  admin: { username: string; password: string };
  api_keys: { read_write: string; read_only: string };
  smtp: Endpoint;
  submissions: Endpoint;
  imaps: Endpoint;
  instance: string;
}

function program(): string {
  const path = process.env["MAILAPP_PROGRAM"];
  if (path === undefined) throw new Error("MAILAPP_PROGRAM must name the program to test.");
  return path;
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(false);
    });
    server.listen(port, "127.0.0.1", () => {
      server.close(() => {
        resolve(true);
      });
    });
  });

/** A hundred ports that nobody listens on, as far as the ones that an instance uses first tell. */
async function basePort(): Promise<number> {
  // Two that look at the same time must not find the same.
  const worker = Number(process.env["TEST_PARALLEL_INDEX"] ?? 0);
  for (let tries = 0; tries < 50; ++tries) {
    const base = 20_000 + 200 * Math.floor(Math.random() * 60) + 100 * (worker % 2);
    const free = await Promise.all([10, 25, 43, 65, 80, 87, 90, 93].map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Error("There are no hundred free ports.");
}

/** Starts an instance with settings beside its own, a text in TOML, and gives how to end it. */
export async function start(settings = ""): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), "mailapp-panel-"));
  const base = String(await basePort());
  const dns = await startDns();
  const stop = async () => {
    await run(program(), ["down", "--instance", directory], { timeout: 60_000 });
    await dns.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  writeFileSync(join(directory, "mailapp.toml"), `base_port = ${base}\nresolvers = ["${dns.address}"]\n${settings}`);
  try {
    const { stdout } = await run(program(), ["up", "--instance", directory, "--json"], {
      timeout: 180_000,
    });
    process.env["MAILAPP_UP"] = stdout;
    // An instance is empty at first, and whoever signed in would be led through the set-up; one walk opens it.
    await openSetUp(false);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

export function up(): Up {
  const line = process.env["MAILAPP_UP"];
  if (line === undefined) throw new Error("The instance was not started.");
  return JSON.parse(line) as Up;
}

/** A call of the API with the instance's read-write key, whatever comes of it. */
const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${up().api_url}${path}`, {
    method,
    headers: { "X-API-Key": up().api_keys.read_write, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

async function done(method: string, path: string, response: Response): Promise<Response> {
  if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${await response.text()}`);
  return response;
}

/** One call of the API, for what a test needs beside the browser. */
export async function call(method: string, path: string, body?: unknown): Promise<Response> {
  return done(method, path, await ask(method, path, body));
}

/** Deletes what is there; what is gone already is no failure. */
export async function remove(path: string): Promise<void> {
  const response = await ask("DELETE", path);
  if (response.status !== 404) await done("DELETE", path, response);
}

/** The body that `call` gets by GET. */
export async function read<T>(path: string): Promise<T> {
  return (await (await call("GET", path)).json()) as T;
}

interface Listed<Row> {
  items: Row[];
}

/** Makes a domain with so many mailboxes at once, past the hashing of a password for each; gives its name. */
export async function seed(mailboxes: number): Promise<string> {
  const counts = ["--domains", "1", "--mailboxes", String(mailboxes), "--aliases", "1"];
  await run(program(), ["bench", "seed", "--instance", up().instance, ...counts], { timeout: 60_000 });
  return "d001.bench.example";
}

/** Takes away all mailboxes that a part of the address finds. */
export async function deleteMailboxes(search: string): Promise<void> {
  for (;;) {
    const { items } = await read<Listed<{ address: string }>>(`/api/v2/mailboxes?limit=100&search=${search}`);
    if (items.length === 0) return;
    await call("POST", "/api/v2/mailboxes/bulk", { addresses: items.map((one) => one.address), action: "delete" });
  }
}

/** Takes away a domain with all that is in it, where there is one. */
export async function deleteDomain(domain: string): Promise<void> {
  await deleteMailboxes(`@${domain}`);
  await remove(`/api/v2/domains/${domain}`);
}

/** Takes away all domains with all that is in them, for walks that begin with nothing. */
export async function empty(): Promise<void> {
  const { items } = await read<Listed<{ name: string }>>("/api/v2/domains?limit=500");
  for (const { name } of items) await deleteDomain(name);
}

/** Whether who signs in to a server without a domain is led through the set-up. */
export async function openSetUp(open: boolean): Promise<void> {
  await call("PUT", "/api/v2/set-up", { closed: !open });
}

/** Stops a service of the instance until `start` is called, through the instance's own supervisor. */
export function supervisor(action: "start" | "stop", service: string): Promise<unknown> {
  const socket = `unix://${join(up().instance, "run", "supervisor.sock")}`;
  return run("supervisorctl", ["-s", socket, action, service], { timeout: 30_000 });
}
