import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Locator, type Page } from "@playwright/test";
import { readStore } from "./stored.ts";
import { expect, test } from "./test.ts";
import { choosePlainEditor, openRoute } from "./workbench.ts";

const kills = process.env.NINES_DEEP === "1" ? 100 : 5;
const home = "#/lab/first-look/rate-per-pod";
/** Ten keys a second. */
const keyEveryMs = 100;
/** What the design allows a crash to cost. */
const mostLostMs = 1000;

const editor = (page: Page): Locator => page.getByRole("textbox", { name: "PromQL expression" });

/** Numbers below 1 that are the same in every run, so that a failure can be repeated. */
function* evenly(): Generator<number, never> {
  for (let state = 1; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Types until the page is gone. Answers every key with the moment the page had taken it. */
async function typeUntilGone(page: Page, gone: () => boolean): Promise<{ key: string; atMs: number }[]> {
  const keys: { key: string; atMs: number }[] = [];
  const start = Date.now();
  for (let i = 0; !gone(); i++) {
    const wait = start + i * keyEveryMs - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const key = "0123456789abcdefghijklmnopqrstuvwxyz"[i % 36] ?? "";
    try {
      await page.keyboard.press(key);
    } catch {
      break;
    }
    keys.push({ key, atMs: Date.now() });
  }
  return keys;
}

/** Kills the process that draws the page, as the system does when memory runs out. */
async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  // The answer never comes: nobody is left to send it.
  session.send("Page.crash").catch(() => undefined);
  await crashed;
}

async function open(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await openRoute(page, home);
  return page;
}

test(`${kills} crashes while typing lose at most a second of it and never harm the store`, async ({
  watch,
  baseURL,
  launchOptions,
}) => {
  test.setTimeout(60_000 + kills * 10_000);
  const folder = mkdtempSync(join(tmpdir(), "nines-profile-"));
  const context = await chromium.launchPersistentContext(folder, {
    ...launchOptions,
    ...(baseURL === undefined ? {} : { baseURL }),
  });
  watch.follow(context, new URL(baseURL ?? "").origin);
  try {
    let page = await open(context);
    await choosePlainEditor(page);
    const random = evenly();
    let worstMs = 0;
    for (let kill = 0; kill < kills; kill++) {
      await editor(page).fill("");
      let gone = false;
      const typing = typeUntilGone(page, () => gone);
      await new Promise((resolve) => setTimeout(resolve, 400 + 2600 * random.next().value));
      const killedMs = Date.now();
      await crash(page);
      gone = true;
      const keys = (await typing).filter(({ atMs }) => atMs <= killedMs);
      await page.close();
      page = await open(context);
      const found = await editor(page).inputValue();
      const typed = keys.map(({ key }) => key).join("");
      // A key on its way when the page died may have been taken after all.
      expect(
        typed.startsWith(found.slice(0, typed.length)),
        `kill ${kill + 1}: ${found} is not ${typed}`,
      ).toBe(true);
      const lost = keys[found.length];
      const lostMs = lost === undefined ? 0 : killedMs - lost.atMs;
      expect(lostMs, `kill ${kill + 1}: ms of typing lost`).toBeLessThanOrEqual(mostLostMs);
      worstMs = Math.max(worstMs, lostMs);
      const store = await readStore(page);
      expect(store.quarantine).toEqual([]);
      expect(store.attempts).toHaveLength(1);
      await expect(page.locator(".strip")).toHaveCount(0);
    }
    test
      .info()
      .annotations.push({ type: "most typing lost", description: `${worstMs} ms in ${kills} kills` });
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("leaving the page in mid-word loses nothing", async ({ page }) => {
  await openRoute(page, home);
  await choosePlainEditor(page);
  for (const text of ["one", "two", "three"]) {
    await editor(page).fill("");
    await editor(page).pressSequentially(text);
    await page.goto("about:blank");
    await page.goBack();
    await expect(editor(page)).toHaveValue(text);
  }
});
