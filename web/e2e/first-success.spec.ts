import type { Page } from "@playwright/test";
import { solution } from "./answers.ts";
import { expect, test } from "./test.ts";
import { check, openPanel } from "./workbench.ts";

/** How a learner who has never seen the page is played: a key every 200 ms, two seconds before each act. */
const keyMs = 200;
const readMs = 2000;

/** Counts what the learner takes, so that the rest is the page's. */
class Learner {
  readonly #page: Page;
  readonly #startMs = Date.now();
  #takenMs = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Reads for two seconds, then acts. */
  async read(): Promise<void> {
    await this.#take(readMs);
  }

  async press(key: string): Promise<void> {
    await this.#take(keyMs);
    await this.#page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    for (const key of text) await this.press(key);
  }

  get totalMs(): number {
    return Date.now() - this.#startMs;
  }

  get ownMs(): number {
    return this.totalMs - this.#takenMs;
  }

  async #take(ms: number): Promise<void> {
    const until = Date.now() + ms;
    await new Promise((resolve) => setTimeout(resolve, ms));
    // A timer that fires late is the test's own delay, not the page's.
    this.#takenMs += ms + Math.max(0, Date.now() - until);
  }
}

/** Slow 4G as the design has it: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back. */
async function slow4G(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 150,
    downloadThroughput: 1_600_000 / 8,
    uploadThroughput: 750_000 / 8,
  });
}

test("a newcomer gets from first load to a passed check; how long it took is printed", async ({ page }) => {
  await slow4G(page);
  const learner = new Learner(page);
  await page.goto("/");
  await expect(page.locator(".chart canvas").first()).toBeVisible();
  const firstChartMs = learner.ownMs;
  await learner.read();
  const query = await openPanel(page, "q", "query");
  await expect(query.locator(".editor :focus")).toHaveCount(1);
  await learner.read();
  await learner.press("Control+A");
  await learner.type(solution("first-look", "rate-per-pod"));
  await learner.press("Escape");
  await learner.press("Shift+Enter");
  await expect(query.locator("table.legend tbody tr")).toHaveCount(8);
  await expect(page.locator(".goal.ok")).toBeVisible();
  await learner.read();
  await check(page, "pass");
  const { totalMs, ownMs } = learner;
  const figures = `first chart ${firstChartMs} ms, first passed check ${totalMs} ms, the page's own share ${ownMs} ms`;
  process.stdout.write(`${figures}\n`);
});
