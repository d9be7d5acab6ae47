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
/** How far the stream has come, as the server wrote it beside its last event. */
let position = "";
let refused = 0;
let isLive = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Components come and go together: the stream is opened once for all of them. */
const settling = 50;
const longestPause = 30_000;

function say(live: boolean): void {
  if (live === isLive) return;
  isLive = live;
  for (const watch of watchers) watch();
}

function plan(pause: number): void {
  clearTimeout(timer);
  timer = setTimeout(arrange, pause);
}

function begin(resumedFrom: string): void {
  refused = 0;
  say(true);
  for (const [topic, group] of listeners) {
    const place = topic.startsWith("logs:") ? topic.slice("logs:".length) : topic;
    const goesOn = resumedFrom.split(",").some((part) => part.startsWith(`${place}:`));
    for (const listener of group) {
      listener.joined(listener.hasJoined && !goesOn);
      listener.hasJoined = true;
    }
  }
}

/**
 * One stream for all topics of the page: browsers allow six connections to a server over HTTP/1.1, and a list, its
 * counters and a log would use half of them. Where its topics change it goes on from its place.
 */
function arrange(): void {
  const topics = [...listeners.keys()].sort();
  const wanted = topics.join(",");
  if (source !== undefined && wanted === topicsOfSource) return;
  source?.close();
  source = undefined;
  topicsOfSource = wanted;
  say(false);
  if (topics.length === 0) {
    position = "";
    return;
  }
  const query = new URLSearchParams({ topics: wanted, ...(position === "" ? {} : { last_event_id: position }) });
  const stream = new EventSource(`/api/v2/events?${query.toString()}`);
  source = stream;
  stream.addEventListener("open", () => {
    begin(position);
  });
  stream.addEventListener("error", () => {
    say(false);
    // Otherwise the browser comes again by itself, with the place where it stood.
    if (stream.readyState !== EventSource.CLOSED || source !== stream) return;
    source = undefined;
    plan(Math.min(longestPause, 1_000 * 2 ** refused));
    refused += 1;
  });
  for (const topic of topics) {
    stream.addEventListener(topic, (event: MessageEvent<string>) => {
      if (event.lastEventId !== "") position = event.lastEventId;
      for (const listener of [...(listeners.get(topic) ?? [])]) listener.heard(event.data);
    });
  }
  stream.addEventListener("reset", (event: MessageEvent<string>) => {
    const { topic } = parse<Events["reset"]>(event.data);
    for (const [known, group] of listeners) if (known === topic) for (const listener of group) listener.joined(true);
  });
}

function listen(topic: Topic, listener: Listener): () => void {
  const group = listeners.get(topic) ?? new Set<Listener>();
  group.add(listener);
  listeners.set(topic, group);
  // The present state of a topic comes with the start of a stream; who joins a running one waits for the next.
  plan(settling);
  return () => {
    group.delete(listener);
    if (group.size === 0) listeners.delete(topic);
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
