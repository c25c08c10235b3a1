import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { solution } from "./answers.ts";
import { expect, test } from "./test.ts";
import {
  check,
  choosePlainEditor,
  findInPalette,
  openPanel,
  openRoute,
  verdict,
  worldReady,
} from "./workbench.ts";

// The frame has no origin, so neither has the address of its own worker.
test.beforeEach(({ watch }) => watch.allow(/own origin: blob:null\//));

/** Opens the step with the plain editor and puts this code into it. */
async function write(page: Page, code: string): Promise<void> {
  await openPanel(page, "e", "code");
  await page.getByRole("textbox", { name: "Handler, JavaScript" }).fill(code);
}

test("code is judged in a frame without an origin, and never before Check is pressed", async ({ page }) => {
  await openRoute(page, "#/lab/instrument-predict/count-and-time");
  await choosePlainEditor(page);
  await write(page, solution("instrument-predict", "count-and-time"));
  await page.waitForTimeout(500);
  await expect(page.locator("iframe")).toHaveCount(0);
  await check(page, "pass");
  const frame = page.locator("iframe");
  await expect(frame).toHaveCount(1);
  await expect(frame).toHaveAttribute("sandbox", "allow-scripts");
  await expect(page.locator(".code-last")).toContainText("100 of 100");
  await openRoute(page, "#/lab/fix-the-tensor-leak/give-it-back");
  await write(page, solution("fix-the-tensor-leak", "give-it-back"));
  await check(page, "pass");
});

test("what never ends is ended, and the page stays awake", async ({ page }) => {
  await openRoute(page, "#/lab/instrument-predict/count-and-time");
  await choosePlainEditor(page);
  await write(page, "function predict() { for (;;) {} }");
  await check(page, "fail");
  await expect(page.locator(".code-last")).toContainText("Is there a loop that never ends?");
  // One built-in that takes many seconds and counts no steps: only ending the worker helps.
  await write(page, 'function predict() { return new Array(1e9).join("x"); }');
  await page.evaluate(() => {
    const gaps = { longest: 0, last: performance.now() };
    Object.assign(globalThis, { gaps });
    setInterval(() => {
      const now = performance.now();
      gaps.longest = Math.max(gaps.longest, now - gaps.last);
      gaps.last = now;
    }, 10);
  });
  const from = Date.now();
  await page.keyboard.press("Control+Shift+Enter");
  await expect(verdict(page)).toHaveAttribute("data-status", "error", { timeout: 20_000 });
  expect(Date.now() - from).toBeLessThan(10_000);
  await expect(page.locator(".code-last")).toContainText("stopped after 3 s");
  const longest = await page.evaluate(
    () => (globalThis as unknown as { gaps: { longest: number } }).gaps.longest,
  );
  expect(longest).toBeLessThan(1_000);
  await write(page, solution("instrument-predict", "count-and-time"));
  await check(page, "pass");
});

test("the frame and its worker reach no storage and no network", async ({ page, watch }) => {
  // The browser's own words about what it refuses below.
  watch.allow(/Content Security Policy|ERR_BLOCKED|content policy|WebSocket|violates the following/);
  let arrived = 0;
  const server = createServer((_, response) => {
    arrived++;
    response.end();
  });
  server.on("upgrade", (_, socket) => {
    arrived++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await openRoute(page, "#/lab/instrument-predict/count-and-time");
  await check(page, "fail");
  const frame = page.frames().find((one) => one.url() === "about:srcdoc");
  if (frame === undefined) throw new Error("no sandbox frame");
  const said = await frame.evaluate(async (host) => {
    const refused = (work: () => unknown): string => {
      try {
        work();
        return "allowed";
      } catch {
        return "refused";
      }
    };
    const probe = `onmessage = async () => {
      const tries = {};
      tries.fetch = await fetch("http://${host}/fetch").then(() => "allowed", () => "refused");
      tries.socket = await new Promise((resolve) => {
        try {
          const socket = new WebSocket("ws://${host}/socket");
          socket.onopen = () => resolve("allowed");
          socket.onerror = () => resolve("refused");
        } catch { resolve("refused"); }
      });
      tries.script = await (async () => { try { importScripts("http://${host}/script.js"); return "allowed"; } catch { return "refused"; } })();
      tries.database = await (async () => { try { const asked = indexedDB.open("nines"); return await new Promise((r) => { asked.onsuccess = () => r("allowed"); asked.onerror = () => r("refused"); }); } catch { return "refused"; } })();
      tries.rtc = typeof RTCPeerConnection;
      postMessage(tries);
    };`;
    const worker = new Worker(URL.createObjectURL(new Blob([probe], { type: "text/javascript" })));
    const inWorker = await new Promise<Record<string, string>>((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.postMessage(null);
    });
    return {
      origin: self.origin,
      storage: refused(() => localStorage.length),
      cookie: refused(() => document.cookie),
      parent: refused(() => parent.document.title),
      evaluate: refused(() => new Function("return 1")()),
      ...inWorker,
    };
  }, address);
  server.close();
  expect(said).toEqual({
    origin: "null",
    storage: "refused",
    cookie: "refused",
    parent: "refused",
    evaluate: "refused",
    fetch: "refused",
    socket: "refused",
    script: "refused",
    database: "refused",
    rtc: "undefined",
  });
  expect(arrived).toBe(0);
});

test.describe("without a network", () => {
  test.use({ serviceWorkers: "allow" });

  test("code is judged after one visit", async ({ page, context, watch }) => {
    // The browser's own words about the network that is gone.
    watch.allow(/net::ERR_INTERNET_DISCONNECTED/);
    await openRoute(page, "#/lab/instrument-predict/count-and-time");
    await findInPalette(page, "Settings");
    await page.keyboard.press("Enter");
    const settings = page.getByRole("dialog", { name: "Settings" });
    await expect(settings).toContainText("Ready offline", { timeout: 60_000 });
    await page.keyboard.press("Escape");
    await context.setOffline(true);
    await page.reload();
    await worldReady(page);
    await choosePlainEditor(page);
    await write(page, solution("instrument-predict", "count-and-time"));
    await check(page, "pass");
  });
});
