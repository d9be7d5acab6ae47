import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { bring, isReachable, saw, watchReach } from "./reach";

let up = true;

beforeEach(() => {
  vi.useFakeTimers();
  up = true;
  vi.stubGlobal("fetch", () => (up ? Promise.resolve(new Response("ok")) : Promise.reject(new TypeError("lost"))));
});
afterEach(() => {
  saw(true);
  vi.useRealTimers();
});

it("asks whether the server is back, and tells it once", async () => {
  const told = vi.fn();
  const stop = watchReach(told);
  up = false;
  saw(false);
  saw(false);
  expect(told).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(6_100);
  expect(isReachable()).toBe(false);
  up = true;
  await vi.advanceTimersByTimeAsync(2_100);
  expect(isReachable()).toBe(true);
  expect(told).toHaveBeenCalledTimes(2);
  stop();
});

it("brings a part of the code when the server is back, and gives up what a server that answers does not have", async () => {
  const load = vi.fn(() => (up ? Promise.resolve("part") : Promise.reject(new TypeError("lost"))));
  up = false;
  const coming = bring(load);
  await vi.advanceTimersByTimeAsync(4_100);
  expect(load).toHaveBeenCalledTimes(1);
  expect(isReachable()).toBe(false);
  up = true;
  await vi.advanceTimersByTimeAsync(2_100);
  await expect(coming).resolves.toBe("part");
  await expect(bring(() => Promise.reject(new TypeError("no such file")))).rejects.toThrow("no such file");
});
