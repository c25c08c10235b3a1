import type { Locator, Page } from "@playwright/test";
import { solution } from "./answers.ts";
import { expect, test } from "./test.ts";
import { check, choosePlainEditor, openPanel, openRoute, replaceText } from "./workbench.ts";

const home = "#/lab/first-look/rate-per-pod";
const fullEditor = "**/MonacoEditor-*.js";
const editor = (page: Page): Locator => page.locator('[data-panel="query"] .editor');

test("typing goes on while the full editor arrives, and no key is lost", async ({ page }) => {
  const text = 'sum by (pod) (rate(http_requests_total{job="ml-serving"}[5m]))';
  let arrive = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route(fullEditor, async (route) => {
    await held;
    await route.continue();
  });
  await openRoute(page, home);
  const query = await openPanel(page, "q", "query");
  await expect(query.locator("textarea")).toBeFocused();
  await page.keyboard.press("Control+A");
  for (const [i, key] of [...text].entries()) {
    if (i === 12) arrive();
    // After a quarter of the text the full editor may come between any two keys.
    if (i === 40) await expect(query.locator(".monaco-editor")).toBeVisible();
    await page.keyboard.press(key);
  }
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+Enter");
  await expect(query.locator("table.legend tbody tr")).toHaveCount(8);
  await expect(query.locator(".monaco-editor :focus")).toHaveCount(1);
});

test("what is selected stays selected when the full editor arrives", async ({ page }) => {
  let arrive = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route(fullEditor, async (route) => {
    await held;
    await route.continue();
  });
  await openRoute(page, home);
  const query = await openPanel(page, "q", "query");
  await expect(query.locator("textarea")).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("Control+Shift+ArrowRight");
  arrive();
  await expect(query.locator(".monaco-editor")).toBeVisible();
  await page.keyboard.type("up");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+Enter");
  await expect(query.locator("table.legend tbody tr").first()).toBeVisible();
  await expect(page).toHaveURL(/g0\.expr=up&/);
});

test("without the full editor the plain one does the same, and says so", async ({ page, watch }) => {
  // The browser reports the file that did not come.
  watch.allow(/Failed to load resource: net::ERR_FAILED .*MonacoEditor/);
  await page.route(fullEditor, (route) => route.abort());
  await openRoute(page, home);
  await expect(page.locator(".strip").first()).toContainText("The full editor did not load.");
  const query = await openPanel(page, "q", "query");
  await expect(query.locator("textarea")).toBeFocused();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText("sum(rate(http_requ");
  await page.keyboard.press("Control+Space");
  await expect(page.getByRole("option").first()).toContainText("http_request");
  await page.keyboard.press("Escape");
  await replaceText(page, solution("first-look", "rate-per-pod"));
  await page.keyboard.press("Shift+Enter");
  await expect(query.locator("table.legend tbody tr")).toHaveCount(8);
  await check(page, "pass");
});

test("Check answers to its keys in both editors and in the terminal", async ({ page }) => {
  await openRoute(page, home);
  const query = await openPanel(page, "q", "query");
  await expect(query.locator(".monaco-editor :focus")).toHaveCount(1);
  await check(page, "fail");
  const terminal = await openPanel(page, "r", "terminal");
  await expect(terminal.locator(".xterm textarea")).toBeFocused();
  const checking = page.getByRole("button", { name: "Cancel" });
  await page.keyboard.press("Control+Shift+Enter");
  await expect(checking.or(page.getByRole("button", { name: "Check again" }))).toBeVisible();
  await expect(terminal.locator(".xterm-rows")).not.toContainText("operator@nines:~$ operator");
  await expect(checking).toHaveCount(0);
  await choosePlainEditor(page);
  await openPanel(page, "q", "query");
  await expect(editor(page).locator("textarea")).toBeFocused();
  await replaceText(page, solution("first-look", "rate-per-pod"));
  await check(page, "pass");
});
