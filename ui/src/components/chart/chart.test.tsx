import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { Chart } from "./chart";
import { nearest, timeMarks, valueMarks } from "./scale";

describe("scales", () => {
  it("are round and hold the largest value", () => {
    expect(valueMarks(0)).toEqual([0, 2, 4]);
    expect(valueMarks(9)).toEqual([0, 5, 10]);
    expect(valueMarks(130)).toEqual([0, 50, 100, 150]);
  });

  it("mark round times of the day, as many as there is room for", () => {
    const from = new Date(2026, 10, 24, 19, 3).getTime() / 1000;
    const marks = timeMarks(from, from + 3600, 7).map((mark) => new Date(mark * 1000).getMinutes());
    expect(marks).toEqual([10, 20, 30, 40, 50, 0]);
    const week = timeMarks(from, from + 7 * 86_400, 1).map((mark) => new Date(mark * 1000).getHours());
    expect(week).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it("find the time under a pointer", () => {
    expect(nearest([10, 20, 30], 24)).toBe(1);
    expect(nearest([10, 20, 30], 26)).toBe(2);
    expect(nearest([10, 20, 30], 99)).toBe(2);
    expect(nearest([10, 20, 30], 0)).toBe(0);
  });
});

describe("a chart", () => {
  const shown = (
    <Chart
      title="Mail"
      kind="bars"
      times={[0, 300, 600]}
      step={300}
      series={[
        { name: "In", values: [1, 2, 3], color: 1 },
        { name: "Out", values: [4, 5, null], color: 2 },
      ]}
      write={String}
      writeTime={(seconds) => `at ${String(seconds)}`}
      from={0}
      until={900}
    />
  );

  it("is walked with the arrow keys, and says what stands where it is", async () => {
    render(shown);
    const slider = screen.getByRole("slider", { name: "Mail" });
    expect(slider.getAttribute("aria-valuetext")).toBe("at 600, In 3, Out —");
    await userEvent.tab();
    await userEvent.tab();
    expect(document.activeElement).toBe(slider);
    await userEvent.keyboard("{ArrowLeft}");
    expect(slider.getAttribute("aria-valuetext")).toBe("at 300, In 2, Out 5");
    await userEvent.keyboard("{Home}");
    expect(slider.getAttribute("aria-valuenow")).toBe("0");
    await userEvent.keyboard("{ArrowLeft}");
    expect(slider.getAttribute("aria-valuenow")).toBe("0");
    await userEvent.keyboard("{Escape}");
    expect(slider.getAttribute("aria-valuetext")).toBe("at 600, In 3, Out —");
  });

  it("is a table for who reads", async () => {
    render(shown);
    await userEvent.click(screen.getByRole("button", { name: "Mail as a table" }));
    expect(screen.getAllByRole("row").map((row) => row.textContent)).toEqual([
      "TimeInOut",
      "at 6003—",
      "at 30025",
      "at 014",
    ]);
  });
});
