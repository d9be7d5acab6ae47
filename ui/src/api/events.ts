import { useEffect, useRef } from "react";

interface Listener {
  onData: (data: unknown) => void;
  /** The stream began or began again: what was missed can be asked for. */
  onOpen: () => void;
}

const listeners = new Map<string, Set<Listener>>();
let source: EventSource | undefined;
let opened = "";
let planned = false;

/**
 * One stream for all topics of the page: browsers allow six connections to a server, and a list, its counters
 * and a log would use half of them.
 */
function arrange(): void {
  planned = false;
  const topics = [...listeners.keys()].sort();
  const wanted = topics.join(",");
  if (wanted === opened) return;
  source?.close();
  source = undefined;
  opened = wanted;
  if (topics.length === 0) return;
  source = new EventSource(`/api/v2/events?topics=${encodeURIComponent(wanted)}`);
  for (const topic of topics) {
    source.addEventListener(topic, (event) => {
      if (!(event instanceof MessageEvent)) return;
      const data: unknown = JSON.parse(String(event.data));
      for (const listener of listeners.get(topic) ?? []) listener.onData(data);
    });
  }
  source.addEventListener("open", () => {
    for (const group of listeners.values()) for (const listener of group) listener.onOpen();
  });
}

function plan(): void {
  if (planned) return;
  planned = true;
  // Components come and go together; the stream is opened once for all of them.
  setTimeout(arrange, 50);
}

function listen(topic: string, listener: Listener): () => void {
  const group = listeners.get(topic) ?? new Set<Listener>();
  group.add(listener);
  listeners.set(topic, group);
  plan();
  return () => {
    group.delete(listener);
    if (group.size === 0) listeners.delete(topic);
    plan();
  };
}

/** Listens to a topic of the server's live stream while the component is shown; undefined listens to none. */
export function useLive(topic: string | undefined, onData: (data: unknown) => void, onOpen?: () => void): void {
  const handlers = useRef({ onData, onOpen });
  useEffect(() => {
    handlers.current = { onData, onOpen };
  });
  useEffect(() => {
    if (topic === undefined) return undefined;
    return listen(topic, {
      onData: (data) => {
        handlers.current.onData(data);
      },
      onOpen: () => handlers.current.onOpen?.(),
    });
  }, [topic]);
}
