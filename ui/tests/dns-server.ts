import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const unbound = "/usr/sbin/unbound";
const control = "/usr/sbin/unbound-control";

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}

/** The variable that names its configuration to the processes of the walks, which give it records. */
const configuration = "MAILAPP_DNS_CONFIGURATION";

/** A DNS server that the instance asks: it knows what walks tell it, and asks nobody. */
export async function startDns(): Promise<{ address: string; stop: () => Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), "mailapp-dns-"));
  const port = await freePort();
  const file = join(directory, "unbound.conf");
  writeFileSync(
    file,
    [
      "server:",
      `  interface: 127.0.0.1@${String(port)}`,
      ...["chroot", "username", "pidfile", "logfile"].map((name) => `  ${name}: ""`),
      "  use-syslog: no",
      '  module-config: "iterator"',
      '  local-zone: "." static',
      "  # Names below it are never answered.",
      '  local-zone: "silent.example." deny',
      "remote-control:",
      "  control-enable: yes",
      `  control-interface: ${join(directory, "control.sock")}`,
      "  control-use-cert: no",
      "",
    ].join("\n"),
  );
  const server: ChildProcess = spawn(unbound, ["-d", "-c", file], { stdio: "ignore" });
  const ended = once(server, "exit");
  const stop = async () => {
    server.kill();
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  for (let tries = 0; ; ++tries) {
    const isUp = await run(control, ["-c", file, "status"]).then(
      () => true,
      () => false,
    );
    if (isUp) break;
    if (tries === 100 || server.exitCode !== null) {
      await stop();
      throw new Error("unbound does not start.");
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  process.env[configuration] = file;
  return { address: `127.0.0.1:${String(port)}`, stop };
}

const tell = (...words: string[]) => {
  const file = process.env[configuration];
  if (file === undefined) throw new Error("The DNS server was not started.");
  return run(control, ["-c", file, ...words]);
};

/** Publishes a record, as a zone file has it with its whole name. */
export const publish = (record: string): Promise<unknown> => tell("local_data", record);

/** Takes away all records of a name. */
export const withdraw = (name: string): Promise<unknown> => tell("local_data_remove", name);

/** Publishes what a zone file says (names within $ORIGIN, comments left out); gives the names. */
export async function publishZone(text: string): Promise<string[]> {
  const origin = /^\$ORIGIN (\S+)$/m.exec(text)?.[1];
  if (origin === undefined) throw new Error("The zone file has no origin.");
  const names: string[] = [];
  for (const line of text.split("\n")) {
    const [, name, rest] = /^([^;$\s]\S*) (IN .+)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) continue;
    const whole = name === "@" ? origin : `${name}.${origin}`;
    await publish(`${whole} ${rest}`);
    names.push(whole);
  }
  return names;
}
