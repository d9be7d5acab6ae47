import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { useInterval, useLive, type Topic } from "./live";

/** A stream that the test opens, feeds and breaks. */
class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static all: Stream[] = [];
  readyState = 0;
  closed = false;
  constructor(readonly url: string) {
    super();
    Stream.all.push(this);
  }
  close() {
    this.closed = true;
  }
  open() {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }
  tell(topic: string, data: unknown, lastEventId = "") {
    this.dispatchEvent(new MessageEvent(topic, { data: JSON.stringify(data), lastEventId }));
  }
  fail(readyState: number) {
    this.readyState = readyState;
    this.dispatchEvent(new Event("error"));
  }
}

const newest = (): Stream => {
  const stream = Stream.all.at(-1);
  if (stream === undefined) throw new Error("There is no stream.");
  return stream;
};
const asked = () => new URLSearchParams(newest().url.split("?")[1]);
const pass = (milliseconds: number) => {
  act(() => {
    vi.advanceTimersByTime(milliseconds);
  });
};

const heard = vi.fn();
const joined = vi.fn();

function Listening({ topic }: { topic: Topic | undefined }) {
  useLive(topic, heard, joined);
  return <output>{String(useInterval(3_000, 30_000))}</output>;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Stream);
  Stream.all = [];
  heard.mockReset();
  joined.mockReset();
});
afterEach(() => {
  // With the last listener the stream forgets its place.
  cleanup();
  act(() => {
    vi.runOnlyPendingTimers();
  });
  vi.useRealTimers();
});

describe("the live stream", () => {
  it("is one for all that the page listens to, and gone with the last of them", () => {
    const { unmount } = render(
      <>
        <Listening topic="health" />
        <Listening topic="changes" />
        <Listening topic={undefined} />
      </>,
    );
    pass(60);
    expect(Stream.all).toHaveLength(1);
    expect(asked().get("topics")).toBe("changes,health");
    newest().tell("health", { state: "healthy" });
    expect(heard).toHaveBeenCalledExactlyOnceWith({ state: "healthy" });
    unmount();
    pass(60);
    expect(newest().closed).toBe(true);
    expect(Stream.all).toHaveLength(1);
  });

  it("goes on from its place when what is listened to changes", () => {
    const { rerender } = render(<Listening topic="changes" />);
    pass(60);
    act(() => {
      newest().open();
      newest().tell("changes", { seq: 7 }, "changes:7");
    });
    expect(joined).toHaveBeenLastCalledWith(false);
    rerender(
      <>
        <Listening topic="changes" />
        <Listening topic="system" />
      </>,
    );
    pass(60);
    expect(Stream.all).toHaveLength(2);
    expect(asked().get("last_event_id")).toBe("changes:7");
    act(() => {
      newest().open();
    });
    expect(joined).not.toHaveBeenCalledWith(true);
  });

  it("says so when something may have been missed", () => {
    render(<Listening topic="changes" />);
    pass(60);
    act(() => {
      newest().open();
    });
    act(() => {
      newest().fail(0);
      newest().open();
    });
    expect(joined.mock.calls).toEqual([[false], [true]]);
    act(() => {
      newest().tell("changes", { seq: 7 }, "changes:7");
      newest().tell("reset", { topic: "changes" });
    });
    expect(joined).toHaveBeenCalledTimes(3);
    expect(joined).toHaveBeenLastCalledWith(true);
  });

  it("is opened again after a refusal, later each time, and polling serves meanwhile", () => {
    render(<Listening topic="system" />);
    expect(screen.getByText("3000")).toBeTruthy();
    pass(60);
    act(() => {
      newest().open();
    });
    expect(screen.getByText("30000")).toBeTruthy();
    act(() => {
      newest().fail(Stream.CLOSED);
    });
    expect(screen.getByText("3000")).toBeTruthy();
    pass(1_000);
    expect(Stream.all).toHaveLength(2);
    act(() => {
      newest().fail(Stream.CLOSED);
    });
    pass(1_900);
    expect(Stream.all).toHaveLength(2);
    pass(200);
    expect(Stream.all).toHaveLength(3);
    act(() => {
      newest().open();
    });
    expect(screen.getByText("30000")).toBeTruthy();
  });
});
