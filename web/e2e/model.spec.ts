import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./test.ts";
import { openPanel, openRoute } from "./workbench.ts";

/** The value beside a name in the list of the process's figures. */
const figure = (panel: Locator, name: string): Locator =>
  panel.locator(".model-facts dt", { hasText: name }).locator("xpath=following-sibling::dd[1]");

async function openModel(page: Page): Promise<Locator> {
  await openRoute(page, "#/lab/gpu-memory-leak/find-the-slope");
  const panel = await openPanel(page, "m", "model");
  await expect(panel.getByRole("status").first()).toContainText("Serving", { timeout: 30_000 });
  return panel;
}

test("TensorFlow.js loads with its panel and not before, from the page's own origin", async ({ page }) => {
  const asked: string[] = [];
  page.context().on("request", (request) => asked.push(request.url()));
  await openRoute(page, "#/lab/gpu-memory-leak/find-the-slope");
  const heavy = (): string[] => asked.filter((url) => /tfjs|model-worker/.test(url));
  expect(heavy()).toEqual([]);
  const panel = await openPanel(page, "m", "model");
  await expect(figure(panel, "backend")).toHaveText("WebAssembly, one thread", { timeout: 30_000 });
  expect(heavy().map((url) => url.replace(/.*\//, ""))).toEqual([
    expect.stringMatching(/^model-worker-/),
    expect.stringMatching(/^tfjs-backend-wasm.*\.wasm$/),
  ]);
});

test("a handler that disposes stays flat; one that forgets climbs, is killed at the limit, and comes back", async ({
  page,
}) => {
  const panel = await openModel(page);
  await page
    .getByRole("radio", { name: "60x" })
    .or(page.getByRole("button", { name: "60x" }))
    .first()
    .click();
  await expect(figure(panel, "batches of 32")).toHaveText(/^\d\d+$/, { timeout: 60_000 });
  await expect(figure(panel, "live tensors")).toHaveText("6");
  await expect(figure(panel, "accuracy")).toContainText(/9\d\.\d % of \d+ labelled/);
  await panel.getByRole("radio", { name: /^Forgets/ }).check();
  await expect(figure(panel, "live tensors")).toHaveText(/^1,\d\d\d$/, { timeout: 60_000 });
  await expect(figure(panel, "last exit")).toContainText("OOMKilled, exit code 137", { timeout: 60_000 });
  await expect(figure(panel, "restarts")).not.toHaveText("0");
  await panel.getByRole("radio", { name: /^Disposes/ }).check();
  await expect(figure(panel, "live tensors")).toHaveText("6", { timeout: 30_000 });
  await panel.getByRole("button", { name: "Show the query for tfjs_bytes" }).click();
  const query = page.locator('[data-panel="query"]');
  await expect(query).toContainText("fraud-detector");
  await expect(query).toContainText("1 series");
});

test("without WebAssembly the panel says that its leak is not real", async ({ page, watch }) => {
  watch.allow(/Initialization of backend wasm failed|Failed to fetch|ERR_FAILED/);
  await page.context().route("**/*.wasm", (route) => route.abort());
  const panel = await openModel(page);
  await expect(panel).toContainText("Not real here");
  await expect(figure(panel, "backend")).toHaveText("plain JavaScript, not real");
});
