/** A stream that the test opens, feeds and breaks. */
export class Stream extends EventTarget {
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

/** The one that was opened last. */
export const newest = (): Stream => {
  const stream = Stream.all.at(-1);
  if (stream === undefined) throw new Error("There is no stream.");
  return stream;
};
