import type { DkimKey } from "./queries";

export interface DnsRecord {
  /** What it is for. */
  purpose: "address" | "mx" | "spf" | "dkim" | "dmarc";
  type: "A" | "AAAA" | "MX" | "TXT";
  name: string;
  value: string;
}

interface Known {
  domain: string;
  hostname: string;
  addresses: readonly string[];
  keys: readonly DkimKey[];
}

/** Networks of one's own: an address in them cannot be reached from elsewhere. */
const inward = /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd]|fe[89ab])/i;

/** What has to stand in the DNS so that mail for a domain arrives here, and mail from it is believed. */
export function recordsOf({ domain, hostname, addresses, keys }: Known): DnsRecord[] {
  return [
    ...addresses
      .filter((address) => !inward.test(address))
      .map((address): DnsRecord => ({
        purpose: "address",
        type: address.includes(":") ? "AAAA" : "A",
        name: hostname,
        value: address,
      })),
    { purpose: "mx", type: "MX", name: domain, value: `10 ${hostname}.` },
    { purpose: "spf", type: "TXT", name: domain, value: "v=spf1 mx ~all" },
    ...keys.map((key): DnsRecord => ({ purpose: "dkim", type: "TXT", name: key.record_name, value: key.record_text })),
    { purpose: "dmarc", type: "TXT", name: `_dmarc.${domain}`, value: "v=DMARC1; p=quarantine" },
  ];
}
