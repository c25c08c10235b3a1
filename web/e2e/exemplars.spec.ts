import { expect, test } from "./test.ts";
import { choosePlainEditor, openRoute } from "./workbench.ts";

const p99 =
  'histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{job="ml-serving"}[5m])))';
const route = `#/lab/first-look/rate-per-pod?g0.expr=${encodeURIComponent(p99)}&g0.tab=graph&g0.show_exemplars=1`;

test("exemplars of a latency graph lead to their traces, by mouse and from the list", async ({ page }) => {
  await openRoute(page, route);
  const toggle = page.getByRole("button", { name: "Exemplars" });
  await expect(toggle).toHaveAttribute("aria-pressed", "true");
  const list = page.getByRole("region", { name: "Exemplars" });
  await expect(list.getByRole("button").first()).toBeVisible();
  expect(await page.locator(".exemplars .dot").count()).toBeGreaterThan(10);
  await page.locator(".exemplars .dot").last().click();
  await expect(page.getByRole("tab", { name: "Traces" })).toHaveAttribute("aria-selected", "true");
  await expect(page.locator('[data-panel="traces"]')).toContainText("gpu");

  await page.getByRole("tab", { name: "Query" }).click();
  const name = (await list.getByRole("button").first().textContent()) ?? "";
  await list.getByRole("button").first().press("Enter");
  const id = name.replace(/[^0-9a-f]/g, "").slice(-8);
  await expect(page.locator('[data-panel="traces"]')).toContainText(id);

  await page.getByRole("tab", { name: "Query" }).click();
  await toggle.click();
  await expect(page.locator(".exemplars")).toHaveCount(0);
  expect(page.url()).toContain("g0.show_exemplars=0");
});

test("a graph of another unit has no place for exemplars, and one without buckets says why there are none", async ({
  page,
}) => {
  await openRoute(page, route);
  await choosePlainEditor(page);
  const editor = page.getByRole("textbox", { name: "PromQL expression" });
  await editor.fill("sum(rate(http_requests_total[5m]))");
  await editor.press("Shift+Enter");
  await expect(page.getByRole("button", { name: "Exemplars" })).toHaveCount(0);
  await editor.fill("scrape_duration_seconds");
  await editor.press("Shift+Enter");
  await expect(page.locator(".graph")).toContainText("No exemplars in this range");
});

test("a point of the graph opens the explain tab at its instant, by key and by click", async ({ page }) => {
  await openRoute(page, route);
  const plot = page.locator(".chart-plot").first();
  await expect(page.locator(".legend tbody tr").first()).toBeVisible();
  await plot.focus();
  await page.keyboard.press("Home");
  for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
  const reading = (await page.locator(".chart-reading").first().textContent()) ?? "";
  await page.keyboard.press("e");
  await expect(page.getByRole("tab", { name: "Explain" })).toHaveAttribute("aria-selected", "true");
  await expect(page.locator(".node-trace .choose output")).toHaveText(reading.slice(0, 8));

  await page.getByRole("tab", { name: "Graph" }).click();
  await plot.click({ position: { x: 400, y: 200 } });
  const button = page.getByRole("button", { name: /^Explain \d/ });
  const time = ((await button.textContent()) ?? "").replace("Explain ", "");
  await button.click();
  await expect(page.locator(".node-trace .choose output")).toHaveText(time);
});
