import type { Page } from "@playwright/test";
import { expect, test } from "./test.ts";
import { findInPalette, openRoute } from "./workbench.ts";

/** Pixels by which the page is wider than the window. */
function tooWide(page: Page): Promise<number> {
  return page.evaluate(() => {
    const page = document.scrollingElement ?? document.body;
    return page.scrollWidth - page.clientWidth;
  });
}

test.use({ viewport: { width: 320, height: 640 } });

test("nothing scrolls sideways at 320 px: four times the size on a usual screen", async ({ page }) => {
  await openRoute(page, "#/lab/gpu-memory-leak");
  const tabs = page.getByRole("navigation", { name: "Panels" }).getByRole("button");
  for (const tab of await tabs.all()) {
    const name = await tab.innerText();
    await tab.click();
    await expect(tab).toHaveAttribute("aria-current", "page");
    await expect(page.locator(".panel-slot:visible .skeleton")).toHaveCount(0);
    expect(await tooWide(page), name).toBeLessThanOrEqual(0);
  }
  for (const sheet of ["Settings", "Keys", "Share"]) {
    await findInPalette(page, sheet);
    expect(await tooWide(page), "palette").toBeLessThanOrEqual(0);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog", { name: new RegExp(sheet) })).toBeVisible();
    expect(await tooWide(page), sheet).toBeLessThanOrEqual(0);
    await page.keyboard.press("Escape");
  }
  for (const route of ["#/map", "#/nowhere", "#/r/hello"]) {
    await page.goto(`/${route}`);
    await expect(page.locator("main.map, main.path")).toBeVisible();
    expect(await tooWide(page), route).toBeLessThanOrEqual(0);
  }
});

test("a phone gets the plain editor and the plain terminal, and passes a step with them", async ({
  page,
}) => {
  const heavy: string[] = [];
  page.on("request", (request) => {
    if (/Monaco|Xterm/.test(request.url())) heavy.push(request.url());
  });
  await openRoute(page, "#/lab/first-look/rate-per-pod");
  const panels = page.getByRole("navigation", { name: "Panels" });
  await panels.getByRole("button", { name: "Terminal" }).click();
  await page.getByRole("textbox", { name: "Command" }).fill("kubectl get pods -n ml-serving");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("log")).toContainText("Running");
  await panels.getByRole("button", { name: "Query" }).click();
  const editor = page.getByRole("textbox", { name: "PromQL expression" });
  await editor.fill('sum by (pod) (rate(http_requests_total{job="ml-serving"}[5m]))');
  await page.getByRole("button", { name: "Run", exact: false }).first().click();
  await expect(page.locator("table.legend tbody tr")).toHaveCount(8);
  await panels.getByRole("button", { name: "Lesson" }).click();
  await page.getByRole("button", { name: /^Check/ }).click();
  await expect(page.locator(".verdict")).toHaveAttribute("data-status", "pass", { timeout: 60_000 });
  expect(heavy).toEqual([]);
});

test("a running check and its verdict are said on every tab, and lead to the finding", async ({ page }) => {
  await openRoute(page, "#/lab/first-look/rate-per-pod");
  const panels = page.getByRole("navigation", { name: "Panels" });
  await panels.getByRole("button", { name: "Query" }).click();
  await page.getByRole("textbox", { name: "PromQL expression" }).fill("sum(rate(http_requests_total[5m]))");
  await page.keyboard.press("Control+Shift+Enter");
  const strip = page.locator(".check-strip");
  await expect(strip).toContainText("Not yet", { timeout: 60_000 });
  // Away from the lesson the strip stays; the tab bar brings the chosen tab into sight and fades where it goes on.
  await expect(panels).toHaveAttribute("data-more", /end/);
  await panels.getByRole("button", { name: "Postmortem" }).click();
  await expect(panels).toHaveAttribute("data-more", /start/);
  await expect(panels.getByRole("button", { name: "Postmortem" })).toBeInViewport({ ratio: 0.9 });
  await strip.click();
  await expect(page.locator(".verdict")).toBeInViewport();
  await expect(page.locator(".verdict")).toBeFocused();
  await expect(strip).toHaveCount(0);
});
