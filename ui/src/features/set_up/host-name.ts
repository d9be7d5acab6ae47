/** What a server on the internet cannot be called. */
export type HostFault = "single" | "local" | "address";

const localEnds = /(^|\.)(localhost|localdomain|local|lan|home|internal|intranet|corp|private|invalid|test)$/i;

/** Why other servers would not take the name for one; undefined where they could. What the DNS says is another matter. */
export function faultOfHost(name: string): HostFault | undefined {
  if (/^[\d.]+$|:/.test(name)) return "address";
  if (localEnds.test(name)) return "local";
  return name.includes(".") ? undefined : "single";
}
