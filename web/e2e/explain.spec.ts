import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./test.ts";
import { choosePlainEditor, openPanel, openRoute, pressOn, replaceText } from "./workbench.ts";

const home = "#/lab/first-look/rate-per-pod";

async function explain(page: Page, text: string) {
  const query = await openPanel(page, "q", "query");
  await query.locator("textarea").focus();
  await replaceText(page, text);
  await page.keyboard.press("Shift+Enter");
  await query.getByRole("tab", { name: "Explain" }).click();
  return query;
}

test("a match without partners opens by itself, and its fix can be taken and undone", async ({ page }) => {
  const text =
    'sum by (exported_pod) (DCGM_FI_DEV_FB_USED) / sum by (pod) (rate(http_requests_total{job="ml-serving"}[5m]))';
  await openRoute(page, home);
  await choosePlainEditor(page);
  const query = await explain(page, text);
  await expect(query.getByText("nothing is left from here on")).toBeVisible();
  const trace = query.locator(".node-trace");
  await expect(trace).toContainText("Without a partner");
  const fix = trace.getByRole("button", { name: /^Use / }).first();
  await fix.scrollIntoViewIfNeeded();
  await page.screenshot({ path: ".cache/explain-match.png" });
  await fix.click();
  await expect(query.locator("textarea")).not.toHaveValue(text);
  await expect(query.getByText("nothing is left from here on")).toHaveCount(0);
  await query.locator("textarea").focus();
  await page.keyboard.press("Control+Z");
  await expect(query.locator("textarea")).toHaveValue(text);
});

test("by keyboard down to the samples of a window, readable in both themes and at 390 px", async ({
  page,
}) => {
  await openRoute(page, home);
  await choosePlainEditor(page);
  const query = await explain(page, 'sum by (pod) (rate(http_requests_total{job="ml-serving"}[1m]))');
  await pressOn(page, query.getByRole("button", { name: /^rate\(http/ }));
  const trace = query.locator(".node-trace");
  await expect(trace.getByRole("img", { name: /samples inside the window/ })).toBeVisible();
  await expect(trace).toContainText("Extrapolation factor");
  const before = await trace.locator("output").textContent();
  await trace.getByRole("slider").focus();
  await page.keyboard.press("ArrowLeft");
  await expect(trace.locator("output")).not.toHaveText(before ?? "");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).include(".node-trace").analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.screenshot({ path: `.cache/explain-window-${colorScheme}.png` });
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await openPanel(page, "q", "query");
  await query.getByRole("button", { name: /^rate\(http/ }).click();
  await expect(trace).toContainText("Extrapolation factor");
  await page.screenshot({ path: ".cache/explain-window-390.png" });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
});

test("a quantile shows the bucket it is read from and the line through it", async ({ page }) => {
  await openRoute(page, home);
  await choosePlainEditor(page);
  const query = await explain(
    page,
    "histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
  );
  await query.getByRole("button", { name: /^histogram_quantile/ }).click();
  const trace = query.locator(".node-trace");
  await expect(trace.getByRole("table")).toContainText("▸");
  await expect(trace).toContainText("The wanted observation is number");
  await page.screenshot({ path: ".cache/explain-quantile.png" });
  await query.getByRole("button", { name: /^histogram_quantile/ }).click();
  await expect(trace).toHaveCount(0);
});
