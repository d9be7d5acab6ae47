import "@testing-library/jest-dom/vitest";

import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

import en from "~/app/text/en";
import { startTexts } from "~/lib/i18n";

await startTexts(() => Promise.resolve(en));

// What the component library asks of a browser and the test environment does not have.
vi.stubGlobal(
  "matchMedia",
  (query: string): Pick<MediaQueryList, "matches" | "media" | "addEventListener" | "removeEventListener"> => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }),
);

// A stream that never begins: what the page shows it then asks for.
vi.stubGlobal(
  "EventSource",
  class extends EventTarget {
    readonly readyState = 0;
    close() {
      return undefined;
    }
  },
);

// A text area that grows with its text measures itself again when fonts have arrived.
Object.defineProperty(document, "fonts", { value: new EventTarget() });

// Parts that come on demand are read and translated by the test's own server first, and a form with all its fields takes
// its time on a busy machine.
configure({ asyncUtilTimeout: 15_000 });

afterEach(cleanup);
