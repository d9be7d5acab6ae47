// Prints what the panel weighs and how fast its lists are, of a running instance:
//   mailapp up ... --json > up.json; MAILAPP_UP=up.json npm run measure [weight] [lists]
// "weight" asks over TLS, as people do, because browsers take Brotli over nothing else: a small proxy with the
// instance's own certificate stands before the API. "lists" wants a seeded instance (docs/reference/performance.md).
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import { loadavg } from "node:os";
import { join } from "node:path";

import { chromium } from "@playwright/test";

const file = process.env.MAILAPP_UP;
if (file === undefined) throw new Error("MAILAPP_UP must name the file with what `mailapp up --json` printed.");
const up = JSON.parse(readFileSync(file, "utf8"));
const wanted = process.argv.slice(2);
const asked = (what) => wanted.length === 0 || wanted.includes(what);

/** A TLS server before the API; gives its address and how to stop it. */
async function overTls() {
  const api = new URL(up.api_url);
  const tls = (name) => readFileSync(join(up.instance, "tls", name));
  const server = createServer({ key: tls("server.key"), cert: tls("server.pem") }, (incoming, answer) => {
    const { method, url, headers } = incoming;
    const passed = request({ host: api.hostname, port: api.port, method, path: url, headers }, (response) => {
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    // A live stream has no end of its own.
    answer.on("close", () => passed.destroy());
    incoming.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `https://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
});

async function signIn(context, url) {
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.fill("#username", up.admin.username);
  await page.fill("#password", up.admin.password);
  await page.click("button[type=submit]");
  await page.waitForSelector("main#content");
  await page.close();
}

const kB = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

/** Everything that a browser with an empty cache takes for a page: until it can be used, and with what follows. */
async function weigh(url, cookies, path, ready, language) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1440, height: 900 } });
  await context.addCookies(cookies);
  await context.addInitScript((chosen) => localStorage.setItem("mailapp.language", chosen), language);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const urls = new Map();
  const sizes = { code: 0, fonts: 0, api: 0 };
  session.on("Network.responseReceived", ({ requestId, response }) => urls.set(requestId, response));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const response = urls.get(requestId);
    const address = response?.url ?? "";
    const kind = address.includes("/api/") || address.includes("/healthz") ? "api" : address.includes(".woff2") ? "fonts" : "code";
    sizes[kind] += encodedDataLength;
  });
  const begin = performance.now();
  await page.goto(url + path);
  await page.waitForSelector(ready);
  await page.evaluate(() => document.fonts.ready);
  const shown = performance.now() - begin;
  // What the events of the page's last files have not told yet.
  await page.waitForTimeout(50);
  const first = { ...sizes };
  await page.waitForTimeout(2500);
  const coded = [...urls.values()].filter((one) => one.url.includes("/assets/") && /\.(js|css)$/.test(one.url));
  const plain = coded.filter((one) => one.headers["content-encoding"] !== "br").length;
  console.log(
    `| ${path} (${language}) | ${kB(first.code)} | ${kB(first.fonts)} | ${kB(first.code + first.fonts)} | ${kB(sizes.code + sizes.fonts)} | ${(shown / 1000).toFixed(1)} s |` +
      (plain > 0 ? ` ${plain} files without Brotli` : ""),
  );
  await context.close();
}

async function weight() {
  const proxy = await overTls();
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  await signIn(context, proxy.url);
  const cookies = await context.cookies();
  await context.close();
  console.log("| page | code | fonts | until it can be used | with all that follows | shown after |\n|---|---|---|---|---|---|");
  const first = "[role=row][data-index]";
  const pages = [
    ["/", "main h1"],
    ["/domains", first],
    ["/mailboxes", first],
    ["/aliases", first],
    ["/alias-domains", "main h1"],
    ["/dkim", "main h1"],
    ["/templates", "main h1"],
    ["/administrators", first],
    ["/keys", "main h1"],
    ["/changes", "main h1"],
    ["/account", "main h1"],
    ["/set-up", "main h1"],
    ["/domains?dialog=add", "[role=dialog] input"],
    ["/mailboxes?dialog=add", "[role=dialog] input"],
  ];
  for (const [path, ready] of pages) await weigh(proxy.url, cookies, path, ready, "en");
  for (const [path, ready] of pages.slice(0, 3)) await weigh(proxy.url, cookies, path, ready, "az");
  proxy.stop();
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** From the last key of a search until the list shows what it found. */
async function typing(page) {
  const box = page.getByRole("searchbox").first();
  const times = [];
  for (const text of ["000123", "d042.bench", "u0001", "zq"]) {
    await box.fill("");
    await page.getByText(/of 100,?\.?000/).first().waitFor();
    await box.pressSequentially(text.slice(0, -1), { delay: 60 });
    const before = await page.evaluate(() => performance.now());
    await box.press(text.slice(-1));
    await page.waitForFunction(() => !/of 100[,.]000/.test(document.body.innerText));
    times.push((await page.evaluate(() => performance.now())) - before);
  }
  await box.fill("");
  await page.getByText(/of 100,?\.?000/).first().waitFor();
  console.log(`typing to filtered rows: median ${median(times).toFixed(0)} ms, longest ${Math.max(...times).toFixed(0)} ms`);
}

/** Five seconds with the wheel: the main thread's work, and the frames that came. */
async function scrolling(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const busy = async () =>
    (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value;
  await page.evaluate(() => {
    window.frames_ = [];
    window.long_ = [];
    new PerformanceObserver((list) => window.long_.push(...list.getEntries().map((one) => one.duration))).observe({
      entryTypes: ["longtask"],
    });
    const note = (now) => {
      window.frames_.push(now);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await page.mouse.move(700, 600);
  const before = await busy();
  const begin = performance.now();
  while (performance.now() - begin < 5000) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(30);
  }
  const passed = (performance.now() - begin) / 1000;
  const work = (await busy()) - before;
  const [frames, long] = await page.evaluate(() => [window.frames_, window.long_]);
  const gaps = frames.slice(1).map((now, i) => now - frames[i]);
  gaps.sort((a, b) => a - b);
  console.log(
    `scrolling: main thread busy ${((work / passed) * 100).toFixed(0)} %, ${((work / gaps.length) * 1000).toFixed(1)} ms a frame; ` +
      `frames median ${median(gaps).toFixed(0)} ms, p95 ${gaps[Math.floor(gaps.length * 0.95)].toFixed(0)} ms; ` +
      `${long.length} tasks over 50 ms, longest ${Math.max(0, ...long).toFixed(0)} ms`,
  );
}

async function lists() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
  await context.addInitScript(() => localStorage.setItem("mailapp.language", "en"));
  await signIn(context, up.panel_url);
  const page = await context.newPage();
  await page.goto(`${up.panel_url}/mailboxes`);
  await page.waitForSelector("[role=row][data-index]");
  await typing(page);
  await scrolling(page);
  // A row that is still scrolled past can go while the key is pressed on it.
  await page.waitForTimeout(1000);
  const begin = performance.now();
  await page.locator("[role=row][data-index]").first().focus();
  await page.keyboard.press("Control+End");
  await page.getByText(/to 100,?\.?000 of/).first().waitFor({ timeout: 10_000 });
  console.log(`jump to the end: ${(performance.now() - begin).toFixed(0)} ms`);
  await context.close();
}

const load = loadavg()[0];
console.log(`load at the start: ${load.toFixed(2)}`);
if (asked("weight")) await weight();
if (asked("lists")) await lists();
await browser.close();
