/** A place of this panel, from an address that somebody brought along; undefined for another site or a trap. */
export function ownPath(wanted: string | null | undefined): string | undefined {
  if (wanted == null || !wanted.startsWith("/") || wanted.startsWith("//") || wanted.includes("\\")) return undefined;
  const url = new URL(wanted, location.origin);
  return url.origin === location.origin ? url.pathname + url.search + url.hash : undefined;
}
