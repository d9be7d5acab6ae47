/** Elements without a library, for the pages that must be there at once. Text is always text, never markup. */

type Attributes = Record<string, string | boolean | ((event: Event) => void)>;

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (typeof value === "boolean") made.toggleAttribute(name, value);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const namespace = "http://www.w3.org/2000/svg";

export function drawing(tag: string, attributes: Record<string, string>, ...children: Node[]): SVGElement {
  const made = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function page(...children: Node[]): void {
  const root = document.getElementById("root");
  if (root === null) throw new Error("The page has no root element.");
  root.replaceChildren(...children);
}
