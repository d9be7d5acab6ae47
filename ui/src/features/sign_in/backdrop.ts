import { drawing } from "./dom";

/** Places of domains on a field of 720 by 900, and the paths that messages take between them. */
const places: readonly (readonly [number, number, number])[] = [
  [92, 150, 5],
  [300, 88, 3.5],
  [560, 176, 6],
  [660, 402, 4],
  [420, 330, 8],
  [150, 420, 4],
  [250, 640, 5],
  [540, 610, 5],
  [96, 792, 3.5],
  [404, 812, 4.5],
  [668, 770, 3.5],
];

const paths: readonly string[] = [
  "M92 150C170 60 240 70 300 88",
  "M300 88C400 60 500 100 560 176",
  "M92 150C160 270 300 300 420 330",
  "M560 176C560 260 500 310 420 330",
  "M420 330C520 300 620 340 660 402",
  "M150 420C240 340 330 330 420 330",
  "M420 330C380 460 300 540 250 640",
  "M420 330C500 420 540 520 540 610",
  "M250 640C180 700 120 740 96 792",
  "M250 640C300 740 350 790 404 812",
  "M540 610C600 650 650 710 668 770",
  "M660 402C650 500 600 560 540 610",
];

/** The quiet drawing behind the sign-in. It says nothing, so readers skip it. */
export function backdrop(): SVGElement {
  return drawing(
    "svg",
    { class: "backdrop", viewBox: "0 0 720 900", preserveAspectRatio: "xMidYMid slice", "aria-hidden": "true" },
    ...paths.map((d, i) => drawing("path", { d, class: "route", pathLength: "100", "data-lane": String(i % 4) })),
    ...paths.map((d, i) => drawing("path", { d, class: "message", pathLength: "100", "data-lane": String(i % 6) })),
    ...places.map(([x, y, r]) =>
      drawing(
        "g",
        {},
        drawing("circle", { cx: String(x), cy: String(y), r: String(r * 3), class: "halo" }),
        drawing("circle", { cx: String(x), cy: String(y), r: String(r), class: "place" }),
      ),
    ),
  );
}

export const mark = (): SVGElement =>
  drawing(
    "svg",
    { class: "mark", viewBox: "0 0 32 32", "aria-hidden": "true" },
    drawing("rect", { width: "32", height: "32", rx: "8", class: "mark-ground" }),
    drawing("path", { d: "M7 11.5 16 18l9-6.5", class: "mark-flap" }),
    drawing("path", { d: "M7 22.500v-11A1.5 1.5 0 0 1 8.5 10h15a1.5 1.5 0 0 1 1.5 1.500v11", class: "mark-body" }),
  );
