import { useEffect, useRef, useSyncExternalStore } from "react";

import { parse } from "./read";
import type { Schema } from "./schema";

type Events = Schema["LiveEvents"];

interface States {
  system: Events["system"];
  services: Events["services"];
  health: Events["health"];
  applied: Events["applied"];
  "self-test": Events["self_test"];
  changes: Events["changes"];
}

export type Topic = keyof States | `logs:${string}`;
export type News<T extends Topic> = T extends keyof States ? States[T] : Events["logs"];

interface Listener {
  heard: (text: string) => void;
  /** The stream begins. `gap`: something may have been missed since it was last heard. */
  joined: (gap: boolean) => void;
  hasJoined: boolean;
}

const listeners = new Map<Topic, Set<Listener>>();
const watchers = new Set<() => void>();
let source: EventSource | undefined;
let topicsOfSource = "";
/** How far the stream has come in what comes one after another, by name: "changes", "postfix". */
const places = new Map<string, string>();
let refused = 0;
let isLive = false;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Until then no stream is asked for again, whatever the page wants to listen to. */
let restsUntil = 0;
/** Nobody has seen the page for a while. */
let isUnseen = false;
let unseenTimer: ReturnType<typeof setTimeout> | undefined;
let askServer: () => Promise<boolean> = () => Promise.resolve(false);

/** Components come and go together: the stream is opened once for all of them. */
const settling = 50;
/** How long a page that nobody sees keeps its stream. */
const unseenFor = 60_000;
/** The first and the longest pause after a refusal: by a server that does not answer, and by one that does, which then
 * has no room for one more stream. */
const pauses = { away: [1_000, 30_000], crowded: [10_000, 120_000] } as const;

function say(live: boolean): void {
  if (live === isLive) return;
  isLive = live;
  for (const watch of watchers) watch();
}

function plan(pause: number): void {
  clearTimeout(timer);
  timer = setTimeout(arrange, Math.max(pause, restsUntil - Date.now()));
}

function rest(why: keyof typeof pauses): void {
  const [first, longest] = pauses[why];
  restsUntil = Date.now() + Math.min(longest, first * 2 ** (refused - 1));
  plan(0);
}

/** The stream is refused, and an EventSource cannot read why. */
function beRefused(): void {
  source = undefined;
  refused += 1;
  const times = refused;
  rest("away");
  void askServer().then((answers) => {
    if (answers && source === undefined && refused === times) rest("crowded");
  });
}

function look(): void {
  clearTimeout(unseenTimer);
  if (document.visibilityState === "hidden") {
    unseenTimer = setTimeout(() => {
      isUnseen = true;
      arrange();
    }, unseenFor);
  } else if (isUnseen) {
    isUnseen = false;
    plan(0);
  }
}

const placeOf = (topic: Topic) => (topic.startsWith("logs:") ? topic.slice("logs:".length) : topic);

/** The places as the server writes them beside an event, and takes them back: "changes:7,postfix:1-2". */
function notePlaces(id: string): void {
  for (const part of id.split(",")) {
    const [name = "", place = ""] = part.split(":");
    if (place !== "") places.set(name, place);
  }
}

const position = () => [...places].map((part) => part.join(":")).join(",");

/**
 * Where the stream begins: a place that the server gave before anything of the page was read, so that nothing which is
 * committed while the page is read is missed.
 */
export function beginLiveAt(id: string): void {
  notePlaces(id);
}

function begin(resumedFrom: ReadonlySet<string>): void {
  refused = 0;
  say(true);
  for (const [topic, group] of listeners) {
    const goesOn = resumedFrom.has(placeOf(topic));
    for (const listener of group) {
      listener.joined(listener.hasJoined && !goesOn);
      listener.hasJoined = true;
    }
  }
}

/**
 * One stream for all topics of the page: browsers allow six connections to a server over HTTP/1.1, and a list, its
 * counters and a log would use half of them. Where its topics change, and where the page is seen again, it goes on from
 * its place.
 */
function arrange(): void {
  const topics = [...listeners.keys()].sort();
  if (topics.length === 0) {
    places.clear();
    refused = 0;
    restsUntil = 0;
  }
  // The place in a log is that of who looks at it; the one among the changes is that of all that was read.
  const heardOf = new Set(topics.map(placeOf));
  for (const name of [...places.keys()]) if (name !== "changes" && !heardOf.has(name)) places.delete(name);
  const wanted = isUnseen ? "" : topics.join(",");
  if (source !== undefined && wanted === topicsOfSource) return;
  source?.close();
  source = undefined;
  topicsOfSource = wanted;
  say(false);
  if (wanted === "") return;
  const from = position();
  const query = new URLSearchParams({ topics: wanted, ...(from === "" ? {} : { last_event_id: from }) });
  const stream = new EventSource(`/api/v2/events?${query.toString()}`);
  source = stream;
  stream.addEventListener("open", () => {
    begin(new Set(places.keys()));
  });
  stream.addEventListener("error", () => {
    if (source !== stream) return;
    const hasEnded = isLive;
    say(false);
    if (stream.readyState === EventSource.CLOSED) beRefused();
    // The browser comes again by itself, with the place where it stood, but not at once; a session that has ended is
    // known at once.
    else if (hasEnded) void askServer();
  });
  for (const topic of topics) {
    stream.addEventListener(topic, (event: MessageEvent<string>) => {
      notePlaces(event.lastEventId);
      for (const listener of [...(listeners.get(topic) ?? [])]) listener.heard(event.data);
    });
  }
  stream.addEventListener("reset", (event: MessageEvent<string>) => {
    const { topic } = parse<Events["reset"]>(event.data);
    for (const [known, group] of listeners) if (known === topic) for (const listener of group) listener.joined(true);
  });
}

/**
 * Sets what is asked when the stream ends or is refused: whether the server answers to who is signed in. Returns how to
 * ask nobody any more.
 */
export function whenStreamEnds(ask: () => Promise<boolean>): () => void {
  askServer = ask;
  return () => {
    askServer = () => Promise.resolve(false);
  };
}

function listen(topic: Topic, listener: Listener): () => void {
  if (listeners.size === 0) {
    document.addEventListener("visibilitychange", look);
    look();
  }
  const group = listeners.get(topic) ?? new Set<Listener>();
  group.add(listener);
  listeners.set(topic, group);
  // The present state of a topic comes with the start of a stream; who joins a running one waits for the next.
  plan(settling);
  return () => {
    group.delete(listener);
    if (group.size === 0) listeners.delete(topic);
    if (listeners.size === 0) {
      document.removeEventListener("visibilitychange", look);
      clearTimeout(unseenTimer);
    }
    plan(settling);
  };
}

/**
 * Listens to a topic of the server's live stream while the component is shown; undefined listens to none.
 * `joined` is called when the stream begins, with whether something may have been missed.
 */
export function useLive<T extends Topic>(
  topic: T | undefined,
  heard: (news: News<T>) => void,
  joined?: (gap: boolean) => void,
): void {
  const handlers = useRef({ heard, joined });
  useEffect(() => {
    handlers.current = { heard, joined };
  });
  useEffect(() => {
    if (topic === undefined) return undefined;
    return listen(topic, {
      heard: (text) => {
        handlers.current.heard(parse<News<T>>(text));
      },
      joined: (gap) => handlers.current.joined?.(gap),
      hasJoined: false,
    });
  }, [topic]);
}

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => void watchers.delete(changed);
}

/** How often to ask for what the stream tells: `live` while it is there, otherwise `alone`. Milliseconds. */
export function useInterval(alone: number, live: number | false = false): number | false {
  return useSyncExternalStore(watch, () => isLive) ? live : alone;
}
