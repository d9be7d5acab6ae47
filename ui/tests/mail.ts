import { ImapFlow } from "imapflow";
import { createTransport } from "nodemailer";

import { up } from "./instance";

export interface Account {
  address: string;
  password: string;
}

/** Sends a real message as a mail program does: signed in, over TLS. The authority is the instance's own. */
export async function send(from: Account, to: string, subject: string): Promise<void> {
  const { host, port } = up().submissions;
  const transport = createTransport({
    host,
    port,
    secure: true,
    auth: { user: from.address, pass: from.password },
    tls: { rejectUnauthorized: false },
  });
  await transport.sendMail({ from: from.address, to, subject, text: "Sent by a test.\n" });
  transport.close();
}

/** Waits, for half a minute at most, until a message with this subject lies in the inbox. */
export async function expectMail(account: Account, subject: string): Promise<void> {
  const { host, port } = up().imaps;
  const client = new ImapFlow({
    host,
    port,
    secure: true,
    auth: { user: account.address, pass: account.password },
    tls: { rejectUnauthorized: false },
    logger: false,
  });
  await client.connect();
  try {
    const lock = await client.getMailboxLock("INBOX");
    try {
      for (let tries = 0; tries < 60; ++tries) {
        const found = await client.search({ header: { subject } });
        if (Array.isArray(found) && found.length > 0) return;
        await new Promise((resolve) => setTimeout(resolve, 500));
        await client.noop();
      }
    } finally {
      lock.release();
    }
  } finally {
    await client.logout();
  }
  throw new Error(`No message with the subject "${subject}" came to ${account.address}.`);
}
