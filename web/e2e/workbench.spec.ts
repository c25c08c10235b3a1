import type { Page } from "@playwright/test";
import { expect, test } from "./test.ts";
import { clock, findInPalette, openPanel, openRoute, tabTo } from "./workbench.ts";

const leak = "#/lab/gpu-memory-leak";

/** Seconds of the day in the time bar. */
async function seconds(page: Page): Promise<number> {
  const [h = 0, m = 0, s = 0] = ((await clock(page).textContent()) ?? "").split(":").map(Number);
  return h * 3600 + m * 60 + s;
}

test("each panel opens by its keys, takes the focus and shows the incident", async ({ page }) => {
  await openRoute(page, leak);
  const shows: readonly (readonly [key: string, panel: string, text: RegExp])[] = [
    ["l", "lesson", /Catch the leak, roll it back/],
    ["q", "query", /7 series/],
    ["a", "alerts", /HighModelLatency/],
    ["o", "logs", /CUDA out of memory/],
    ["t", "traces", /ml_inference_request/],
    ["c", "cluster", /of 81,920 MiB/],
    ["p", "postmortem", /Action items/],
  ];
  for (const [key, panel, text] of shows) {
    const slot = await openPanel(page, key, panel);
    await expect(slot).toContainText(text);
    await expect(slot.locator(":focus")).toHaveCount(1);
  }
  const terminal = await openPanel(page, "r", "terminal");
  await expect(terminal.locator(".xterm textarea")).toBeFocused();
  await expect(terminal.locator(".xterm-rows")).toContainText("operator@nines");
});

test("the terminal has room for tables and the colours of the page, and its transcript stays", async ({
  page,
}) => {
  await openRoute(page, leak);
  const terminal = await openPanel(page, "r", "terminal");
  await expect(terminal.locator(".xterm textarea")).toBeFocused();
  expect((await terminal.boundingBox())?.width).toBeGreaterThan(550);
  await page.keyboard.type("kubectl get pods -n ml-serving -o wide");
  await page.keyboard.press("Enter");
  // One row of the screen holds one row of the table, out of sight to the right or not.
  await expect(terminal.locator(".xterm-rows")).toContainText(/READY.*STATUS.*NODE.*READINESS/);
  const colours = await terminal.evaluate((slot) => {
    const of = (selector: string): string => {
      const element = slot.querySelector(selector);
      return element === null ? "missing" : getComputedStyle(element).backgroundColor;
    };
    return [of(".term-xterm"), of(".xterm-viewport"), getComputedStyle(document.body).backgroundColor];
  });
  expect(new Set(colours).size).toBe(1);
  await terminal.getByRole("button", { name: "Plain transcript" }).click();
  await expect(terminal.getByRole("log")).toContainText("READINESS");
});

test("the palette finds panels, steps and metrics, and puts a metric into the editor", async ({ page }) => {
  await openRoute(page, leak);
  await findInPalette(page, "DCGM_FI_DEV_FB_USED");
  await page.keyboard.press("Enter");
  await expect(page.locator('[data-panel="query"] .editor')).toContainText("DCGM_FI_DEV_FB_USED");
  await findInPalette(page, "name the cause");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Name the cause");
  await findInPalette(page, "zzz");
  await expect(page.getByText("Nothing is called that.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("the theme follows the system, is switched, and is remembered before the first paint", async ({
  page,
}) => {
  const background = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  await openRoute(page, "#/lab/first-look");
  const light = await background();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await background();
  expect(dark).not.toBe(light);
  const theme = page.getByRole("button", { name: /^Theme: / });
  await theme.click();
  await theme.click();
  await expect(theme).toHaveAccessibleName("Theme: light");
  expect(await background()).toBe(light);
  await expect(page.locator("header output")).toHaveText("Saved");
  await page.reload({ waitUntil: "commit" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await expect(theme).toHaveAccessibleName("Theme: light");
});

test("the clock runs at each speed, pauses, steps back, returns to live and jumps", async ({ page }) => {
  await openRoute(page, leak);
  const viewing = page.getByText(/^Viewing /);
  await page.keyboard.press("F6");
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  const first = await seconds(page);
  await page.getByRole("button", { name: "60x" }).click();
  await expect.poll(() => seconds(page)).toBeGreaterThan(first + 60);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
  const paused = await seconds(page);
  await page.keyboard.press("F6");
  await page.keyboard.press(",");
  await expect(viewing).toBeVisible();
  expect(await seconds(page)).toBe(paused - 15);
  await page.keyboard.press("n");
  await expect(viewing).toHaveCount(0);
  expect(await seconds(page)).toBe(paused);
  await page.getByRole("slider", { name: "Time track" }).press("Home");
  await expect(viewing).toBeVisible();
  await page.getByRole("button", { name: "Return to live" }).click();
  await page.getByRole("button", { name: "Run to…" }).click();
  await page.getByLabel("Time (UTC)").fill("15:00");
  await page.keyboard.press("Enter");
  await expect(clock(page)).toHaveText("15:00:00", { timeout: 30_000 });
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
});

test("an action is taken back by replaying the run without it", async ({ page }) => {
  await openRoute(page, leak);
  await page.getByRole("button", { name: "Pause" }).click();
  const before = await clock(page).textContent();
  const cluster = await openPanel(page, "c", "cluster");
  await cluster.getByRole("button", { name: "Roll back" }).click();
  await expect(cluster.getByText("kubectl rollout undo", { exact: false }).first()).toBeVisible();
  await cluster.getByRole("button", { name: "Run it" }).click();
  await expect(cluster).toContainText(/Rolling out v2\.0/);
  await expect(clock(page)).not.toHaveText(before ?? "");
  await page.keyboard.press("Control+Alt+z");
  await expect(page.locator(".strip").filter({ hasText: "is undone" })).toContainText("kubectl rollout undo");
  await expect(clock(page)).toHaveText(before ?? "");
  await expect(cluster).toContainText("v2.1 on every replica");
  await page.keyboard.press("Control+Alt+z");
  await expect(page.locator(".strip").filter({ hasText: "There is no action to undo." })).toBeVisible();
});

test("the terminal completes, remembers, answers, and can be left by keyboard", async ({ page }) => {
  await openRoute(page, leak);
  const terminal = await openPanel(page, "r", "terminal");
  const screen = terminal.locator(".xterm-rows");
  await tabTo(page, terminal.locator(".xterm"));
  await page.keyboard.type("kubectl rollout hist");
  await page.keyboard.press("Tab");
  await expect(screen).toContainText("kubectl rollout history");
  await page.keyboard.press("Control+u");
  await page.keyboard.type("kubectl get pods");
  await page.keyboard.press("Enter");
  await expect(screen).toContainText("bert-model-serving-sxs9f558nx-");
  await expect(screen).toContainText("Running");
  await page.keyboard.type("ssh gpu-node-1 nvidia-smi");
  await page.keyboard.press("Enter");
  await expect(screen).toContainText(/MiB/);
  await page.keyboard.type("kubectl frobnicate");
  await page.keyboard.press("Enter");
  await expect(screen).toContainText('unknown command "frobnicate"');
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(screen).toContainText(/nvidia-smi\s*$/);
  await page.keyboard.press("Control+c");
  await page.keyboard.type("help");
  await page.keyboard.press("Enter");
  await expect(screen).toContainText("kubectl");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(terminal.locator(".xterm textarea")).not.toBeFocused();
  await terminal.getByRole("button", { name: "Plain transcript" }).click();
  await expect(terminal.getByRole("listitem").filter({ hasText: "frobnicate" })).toContainText("exit 1");
});

test("Back and Forward walk through the queries that were run", async ({ page }) => {
  await openRoute(page, "#/lab/first-look/rate-per-pod");
  const query = await openPanel(page, "q", "query");
  for (const expr of ["count(up)", "sum(up)"]) {
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(expr);
    await page.keyboard.press("Shift+Enter");
    await expect(page).toHaveURL(
      new RegExp(`g0\\.expr=${encodeURIComponent(expr).replace(/[()]/g, "\\$&")}`),
    );
  }
  await page.goBack();
  await expect(query.locator(".editor")).toContainText("count(up)");
  await page.goForward();
  await expect(query.locator(".editor")).toContainText("sum(up)");
});
