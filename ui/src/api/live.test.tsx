import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { beginLiveAt, useInterval, useLive, whenStreamEnds, type Topic } from "./live";
import { newest, Stream } from "./testing/stream";

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

  it("begins at the place that was given before the page was read, and keeps it while nothing is told", () => {
    beginLiveAt("changes:5");
    const { rerender } = render(<Listening topic="changes" />);
    pass(60);
    expect(asked().get("last_event_id")).toBe("changes:5");
    act(() => {
      newest().open();
      newest().fail(0);
      newest().open();
    });
    rerender(
      <>
        <Listening topic="changes" />
        <Listening topic="logs:redis" />
      </>,
    );
    pass(60);
    expect(asked().get("last_event_id")).toBe("changes:5");
    act(() => {
      newest().open();
      newest().tell("logs:redis", {}, "changes:6,redis:1-2");
    });
    expect(joined).not.toHaveBeenCalledWith(true);
    // Who looks at the log no more leaves its place.
    rerender(<Listening topic="changes" />);
    pass(60);
    expect(asked().get("last_event_id")).toBe("changes:6");
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

  it("has the server asked when it ends and when it is refused, not while the browser tries again", () => {
    const ask = vi.fn(() => Promise.resolve(false));
    const askNobody = whenStreamEnds(ask);
    render(<Listening topic="system" />);
    pass(60);
    act(() => {
      newest().open();
      newest().fail(0);
    });
    expect(ask).toHaveBeenCalledTimes(1);
    act(() => {
      newest().fail(0);
      newest().fail(0);
    });
    expect(ask).toHaveBeenCalledTimes(1);
    act(() => {
      newest().fail(Stream.CLOSED);
    });
    expect(ask).toHaveBeenCalledTimes(2);
    askNobody();
  });

  it("waits longer where the server answers and has no room for it, whatever the page wants to hear meanwhile", async () => {
    const askNobody = whenStreamEnds(() => Promise.resolve(true));
    const { rerender } = render(<Listening topic="system" />);
    pass(60);
    await act(async () => {
      newest().fail(Stream.CLOSED);
      await Promise.resolve();
    });
    rerender(<Listening topic="health" />);
    pass(9_900);
    expect(Stream.all).toHaveLength(1);
    pass(200);
    expect(Stream.all).toHaveLength(2);
    expect(asked().get("topics")).toBe("health");
    await act(async () => {
      newest().fail(Stream.CLOSED);
      await Promise.resolve();
    });
    pass(19_900);
    expect(Stream.all).toHaveLength(2);
    pass(200);
    expect(Stream.all).toHaveLength(3);
    act(() => {
      newest().open();
    });
    askNobody();
  });

  it("ends when nobody has seen the page for a minute, and goes on from its place when somebody does", () => {
    const seen = vi.spyOn(document, "visibilityState", "get");
    const show = (state: DocumentVisibilityState) => {
      seen.mockReturnValue(state);
      act(() => {
        document.dispatchEvent(new Event("visibilitychange"));
      });
    };
    render(<Listening topic="changes" />);
    pass(60);
    act(() => {
      newest().open();
      newest().tell("changes", { seq: 7 }, "changes:7");
    });
    show("hidden");
    pass(59_000);
    show("visible");
    pass(59_000);
    expect(newest().closed).toBe(false);
    show("hidden");
    pass(60_000);
    expect(newest().closed).toBe(true);
    pass(600_000);
    expect(Stream.all).toHaveLength(1);
    show("visible");
    pass(10);
    expect(Stream.all).toHaveLength(2);
    expect(asked().get("last_event_id")).toBe("changes:7");
    seen.mockRestore();
  });
});
