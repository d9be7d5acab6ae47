import type { Schema } from "~/api/schema";

type Expected = Schema["ExpectedRecord"];

const quoted = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;

/** The strings of a text, each of 255 characters at most (RFC 1035, section 3.3.14). */
const strings = ({ value, parts }: Expected) => (parts.length > 0 ? parts : (value.match(/.{1,255}/gsu) ?? [""]));

/** A value as a zone file has it: texts in quotes, hosts whole with their last dot. */
function data(record: Expected): string {
  switch (record.type) {
    case "txt":
      return strings(record).map(quoted).join(" ");
    case "mx":
    case "srv":
    case "ptr":
      return `${record.value}.`;
    case "a":
    case "aaaa":
      return record.value;
  }
}

/** A name within the zone; nothing for one outside of it. */
function within(origin: string, name: string): string | undefined {
  if (name === origin) return "@";
  return name.endsWith(`.${origin}`) ? name.slice(0, -origin.length - 1) : undefined;
}

/** The records of a domain as a zone file (RFC 1035, section 5): those within it; what is unknown as a comment. */
export function zoneFile(domain: string, records: readonly Expected[]): string {
  const lines = records.flatMap((record) => {
    const name = within(domain, record.name);
    if (name === undefined) return [];
    const type = record.type.toUpperCase();
    return record.value === "" ? [`;${name} IN ${type} **TODO**`] : [`${name} IN ${type} ${data(record)}`];
  });
  return [`$ORIGIN ${domain}.`, ...lines, ""].join("\n");
}
