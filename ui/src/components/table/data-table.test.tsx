import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { ApiProblem } from "~/api/client";
// eslint-disable-next-line no-restricted-imports -- tests may use what the application puts around a component
import { renderPage } from "~/app/testing/render";

import { columnsOf } from "./columns";
import { DataTable } from "./data-table";
import type { BulkAction, ListQuery, PageOf } from "./types";

interface Fruit {
  name: string;
  weight: number;
}

const columns = columnsOf<Fruit>([
  { id: "name", header: "Name", sort: "name", width: 200, grow: 1, cell: (row) => row.name, value: (row) => row.name },
  { id: "weight", header: "Weight", sort: "weight", width: 100, align: "end", cell: (row) => row.weight, value: (row) => row.weight },
]);

type Fetch = (query: ListQuery) => Promise<PageOf<Fruit>>;

const pageOf = (items: Fruit[], total = items.length): PageOf<Fruit> => ({ items, total, next_cursor: null });

function table(fetch: Fetch, bulkActions: BulkAction[] = [], counted?: number) {
  const source = { key: ["fruit", "list"], fetch, ...(counted === undefined ? {} : { counted }) };
  const filters = [
    { id: "ripe", label: "Ripeness", choices: [{ value: "yes", label: "ripe" }], say: () => "ripe ones" },
  ];
  return () => (
    <DataTable
      id="fruit"
      name="Fruit"
      source={source}
      columns={columns}
      filters={filters}
      keyOf={(row) => row.name}
      nameOf={(row) => row.name}
      bulkActions={bulkActions}
      empty={{ title: "No fruit yet", text: "Plant the first tree.", action: <button>Plant</button> }}
    />
  );
}

// The test environment lays nothing out: a window of ten rows, so that the virtual list has something to show.
beforeEach(() => {
  localStorage.clear();
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(800);
  // It scrolls without telling.
  vi.spyOn(HTMLElement.prototype, "scrollTo").mockImplementation(function (this: HTMLElement, to?: number | ScrollToOptions) {
    if (typeof to !== "object") return;
    this.scrollTop = to.top ?? this.scrollTop;
    this.dispatchEvent(new Event("scroll"));
  });
});

const apples = { name: "apple", weight: 150 };
const pears = { name: "pear", weight: 180 };

describe("the list", () => {
  it("shows that it loads", async () => {
    await renderPage(table(() => new Promise(() => undefined)));
    expect(await screen.findByRole("table")).toHaveAttribute("aria-busy", "true");
  });

  it("shows the first step when there is nothing", async () => {
    await renderPage(table(() => Promise.resolve(pageOf([]))));
    expect(await screen.findByRole("heading", { name: "No fruit yet" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Plant" })).toBeTruthy();
    expect(screen.getByText("Showing 0 to 0 of 0 entries")).toBeTruthy();
  });

  it("that is not counted to its end says so, and goes on to all of it", async () => {
    const all = Array.from({ length: 450 }, (_, i) => ({ name: `fruit ${String(i + 1)}`, weight: 1 }));
    const fetch: Fetch = ({ cursor, limit }) => {
      const first = cursor === undefined ? 0 : Number(cursor.slice(1));
      return Promise.resolve(pageOf(all.slice(first, first + limit), Math.min(all.length, first + 201)));
    };
    const first = await renderPage(table(fetch, [], 200));
    expect(await screen.findByText(/ of more than 200 entries/)).toBeTruthy();
    first.unmount();
    const further = await renderPage(table(fetch, [], 200), { path: "/?at=190" });
    expect(await screen.findByText(/ of more than 300 entries/)).toBeTruthy();
    further.unmount();
    await renderPage(table(fetch, [], 200), { path: "/?at=290" });
    expect(await screen.findByText(/ of 450 entries/)).toBeTruthy();
  });

  it("says the filter that nothing matches, and clears it", async () => {
    const fetch = vi.fn<Fetch>(({ filters, search }) =>
      Promise.resolve(search === undefined && filters["ripe"] === undefined ? pageOf([apples]) : pageOf([])),
    );
    const { router } = await renderPage(table(fetch), { path: "/?q=kiwi&ripe=yes" });
    expect(await screen.findByText("No entry fits “kiwi” and ripe ones.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(await screen.findByText("apple")).toBeTruthy();
    expect(router.state.location.searchStr).toBe("");
  });

  it("says what failed, and tries again", async () => {
    let broken = true;
    const problem = { type: "", title: "", status: 500, code: "x", detail: "The disk is full.", field: null, request_id: "r1" };
    await renderPage(table(() => (broken ? Promise.reject(new ApiProblem(problem)) : Promise.resolve(pageOf([pears])))));
    expect(await screen.findByRole("alert")).toHaveTextContent("The disk is full.");
    expect(screen.getByText("r1")).toBeTruthy();
    broken = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("pear")).toBeTruthy();
  });

  it("keeps the rows it has, dimmed, until those of another filter come", async () => {
    let answer: (page: PageOf<Fruit>) => void = () => undefined;
    const fetch = vi.fn<Fetch>(({ search }) =>
      search === undefined
        ? Promise.resolve(pageOf([apples, pears]))
        : new Promise((resolve) => {
            answer = resolve;
          }),
    );
    await renderPage(table(fetch));
    expect(await screen.findByText("apple")).toBeTruthy();
    const list = screen.getByRole("table");
    expect(list).toHaveAttribute("aria-busy", "false");
    await userEvent.type(screen.getByRole("searchbox", { name: "Search" }), "pear");
    await waitFor(() => {
      expect(fetch).toHaveBeenLastCalledWith(expect.objectContaining({ search: "pear" }), expect.anything());
    });
    expect(list).toHaveAttribute("aria-busy", "true");
    expect(list.className).toContain("stale");
    expect(within(list).getByText("apple")).toBeTruthy();
    answer(pageOf([pears]));
    await waitFor(() => {
      expect(within(list).queryByText("apple")).toBeNull();
    });
    expect(within(list).getByText("pear")).toBeTruthy();
    expect(list).toHaveAttribute("aria-busy", "false");
    expect(list.className).not.toContain("stale");
  });

  it("asks another order only for its first page, however far down the one before was", async () => {
    const fetch = vi.fn<Fetch>(({ cursor }) =>
      Promise.resolve(
        pageOf(
          Array.from({ length: 100 }, (_, i) => ({ name: `fruit ${String(Number(cursor?.slice(1) ?? 0) + i)}`, weight: i })),
          100_000,
        ),
      ),
    );
    await renderPage(table(fetch), { path: "/?at=50000" });
    expect(await screen.findByText("fruit 50000")).toBeTruthy();
    fetch.mockClear();
    await userEvent.click(screen.getByRole("button", { name: "Sort by Weight" }));
    expect(await screen.findByText("fruit 0")).toBeTruthy();
    expect(fetch.mock.calls.map(([query]) => query)).toEqual([{ sort: "weight", filters: {}, limit: 100 }]);
  });

  it("asks the server for order, and keeps it in the address", async () => {
    const fetch = vi.fn<Fetch>(() => Promise.resolve(pageOf([apples, pears])));
    const { router } = await renderPage(table(fetch));
    await userEvent.click(await screen.findByRole("button", { name: "Sort by Weight" }));
    await userEvent.click(await screen.findByRole("button", { name: "Sort by Weight" }));
    await waitFor(() => {
      expect(fetch).toHaveBeenLastCalledWith(expect.objectContaining({ sort: "-weight" }), expect.anything());
    });
    expect(router.state.location.searchStr).toBe("?sort=-weight");
    expect(screen.getByRole("columnheader", { name: /Weight/ })).toHaveAttribute("aria-sort", "descending");
  });

  it("asks for a far place by its number", async () => {
    const fetch = vi.fn<Fetch>(({ cursor }) =>
      Promise.resolve(
        pageOf(
          Array.from({ length: 100 }, (_, i) => ({ name: `fruit ${String(Number(cursor?.slice(1) ?? 0) + i)}`, weight: i })),
          100_000,
        ),
      ),
    );
    await renderPage(table(fetch), { path: "/?at=50000" });
    await waitFor(() => {
      expect(fetch).toHaveBeenCalledWith(expect.objectContaining({ cursor: "@50000", limit: 100 }), expect.anything());
    });
  });

  it("acts on all rows of a filter in chunks, and tells what was refused", async () => {
    const all = Array.from({ length: 250 }, (_, i) => ({ name: `f${String(i)}`, weight: i }));
    const fetch: Fetch = ({ limit, cursor }) => {
      const first = cursor === undefined ? 0 : Number(cursor.slice(1));
      const items = all.slice(first, first + limit);
      return Promise.resolve({ items, total: all.length, next_cursor: first + limit < all.length ? `@${String(first + limit)}` : null });
    };
    const run = vi.fn((keys: string[]) =>
      Promise.resolve({
        results: keys.map((item) => ({
          item,
          done: item !== "f7",
          error: item === "f7" ? { code: "x", detail: "It is too ripe.", field: "" } : null,
        })),
        done: keys.length - (keys.includes("f7") ? 1 : 0),
        failed: keys.includes("f7") ? 1 : 0,
      }),
    );
    const eat: BulkAction = { id: "eat", label: "Eat", run };
    await renderPage(table(fetch, [eat]));
    await userEvent.click(await screen.findByRole("checkbox", { name: "Select all rows" }));
    expect(screen.getByText("250 selected")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Eat" }));
    expect(await screen.findByText("Done for 249 entries")).toBeTruthy();
    expect(run.mock.calls.map(([keys]) => keys.length)).toEqual([100, 100, 50]);
    expect(screen.getByText("1 entry was left as it was")).toBeTruthy();
    const results = within(screen.getByRole("region", { name: "What became of each entry" })).getAllByRole("listitem");
    expect(results[0]).toHaveTextContent("f7It is too ripe.");
    expect(results[1]).toHaveTextContent("f0Done");
    expect(results[0]).toHaveAttribute("aria-setsize", "250");
  });

  it("selects with the shift key all rows from the one before, and takes them back", async () => {
    const rows = Array.from({ length: 9 }, (_, i) => ({ name: `fruit${String(i)}`, weight: i }));
    const action: BulkAction = {
      id: "eat",
      label: "Eat",
      run: (keys) => Promise.resolve({ done: keys.length, failed: 0, results: [] }),
    };
    await renderPage(table(() => Promise.resolve(pageOf(rows)), [action]));
    const box = (i: number) => screen.getByRole("checkbox", { name: `Select fruit${String(i)}` });
    await screen.findByText("fruit1");
    const user = userEvent.setup();
    await user.click(box(1));
    await user.keyboard("{Shift>}");
    await user.click(box(4));
    expect(await screen.findByRole("region", { name: "4 selected" })).toBeTruthy();
    await user.click(box(2));
    expect(await screen.findByRole("region", { name: "1 selected" })).toBeTruthy();
    await user.keyboard("{/Shift}");
    await user.click(box(8));
    expect(await screen.findByRole("region", { name: "2 selected" })).toBeTruthy();
  });

  it("asks for the last page when somebody goes to the end, and has the focus there", async () => {
    const fetch = vi.fn<Fetch>(({ cursor }) =>
      Promise.resolve(
        pageOf(
          Array.from({ length: 100 }, (_, i) => ({ name: `fruit ${String(Number(cursor?.slice(1) ?? 0) + i)}`, weight: i })),
          100_000,
        ),
      ),
    );
    vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockReturnValue(100_000 * 40);
    await renderPage(table(fetch));
    const first = (await screen.findByText("fruit 0")).closest<HTMLElement>("[role=row]");
    first?.focus();
    await userEvent.keyboard("{End}");
    expect(await screen.findByText("fruit 99999")).toBeTruthy();
    expect(fetch).toHaveBeenCalledWith(expect.objectContaining({ cursor: "@99900" }), expect.anything());
  });

  it("draws the rows in sight and a few around them, not all that were loaded", async () => {
    const many = Array.from({ length: 100 }, (_, i) => ({ name: `f${String(i)}`, weight: i }));
    await renderPage(table(() => Promise.resolve(pageOf(many, 100_000))));
    await screen.findByText("f0");
    expect(screen.getAllByRole("row").length).toBeLessThan(60);
    expect(screen.queryByText("f90")).toBeNull();
  });

  it("has one menu, which acts on the row that it was opened for", async () => {
    const eaten: string[] = [];
    const source = { key: ["fruit", "list"], fetch: () => Promise.resolve(pageOf([apples, pears])) };
    await renderPage(() => (
      <DataTable
        id="fruit"
        name="Fruit"
        source={source}
        columns={columns}
        keyOf={(row) => row.name}
        nameOf={(row) => row.name}
        rowActions={(row) => [{ id: "eat", label: "Eat", icon: null, run: () => eaten.push(row.name) }]}
        empty={{ title: "No fruit yet", text: "" }}
      />
    ));
    const button = await screen.findByRole("button", { name: "Actions for pear" });
    await userEvent.click(button);
    await userEvent.click(await screen.findByRole("menuitem", { name: "Eat" }));
    expect(eaten).toEqual(["pear"]);
    await waitFor(() => {
      expect(screen.queryByRole("menu")).toBeNull();
    });
    expect(button).toHaveFocus();
  });
});
