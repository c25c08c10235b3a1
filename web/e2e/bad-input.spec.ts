import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./test.ts";
import { choosePlainEditor, clock, openRoute, replaceText, worldReady } from "./workbench.ts";

const queryEditor = (page: Page): Locator => page.getByRole("textbox", { name: "PromQL expression" });
const rules = (page: Page): Locator => page.locator('[data-panel="alerts"]');
const postmortem = (page: Page): Locator => page.locator('[data-panel="postmortem"]');

/** The page still answers: a query gives a result, and the clock moves. */
async function livesOn(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Query", exact: true }).click();
  await queryEditor(page).fill("count(up)");
  await queryEditor(page).press("Shift+Enter");
  await page.getByRole("tab", { name: "Table" }).click();
  await expect(page.locator(".table-tab tbody tr")).toHaveCount(1);
  const before = await clock(page).textContent();
  await expect(clock(page)).not.toHaveText(before ?? "");
}

test("half-typed PromQL is marked at its place in Prometheus's words", async ({ page }) => {
  await openRoute(page, "#/lab/first-look/rate-per-pod");
  await choosePlainEditor(page);
  await queryEditor(page).fill("sum by (pod) (rate(http_requests_total[5m])");
  await expect(queryEditor(page)).toHaveAttribute("aria-invalid", "true");
  await expect(page.locator(".problem").first()).toContainText("unclosed left parenthesis");
  await queryEditor(page).press("Shift+Enter");
  await expect(page.locator(".query-error")).toHaveText(/^1:\d+: parse error: unclosed left parenthesis$/);
  for (const text of ["rate(", "sum by", '{job="', "up[5m", "1 +", "]", "🙂", `${"(".repeat(500)}up`]) {
    await queryEditor(page).fill(text);
    await queryEditor(page).press("Shift+Enter");
    await expect(page.locator(".query-error")).toContainText(/^\d+:\d+: parse error: /);
  }
  await queryEditor(page).fill("no_such_metric");
  await queryEditor(page).press("Shift+Enter");
  await expect(page.locator(".query-result")).toContainText("No target here exposes no_such_metric.");
  await livesOn(page);
});

test("a broken range and a broken time say what would do", async ({ page }) => {
  await openRoute(page, "#/lab/first-look/rate-per-pod");
  await page.getByRole("button", { name: "Range: 1h" }).click();
  const menu = page.getByRole("dialog", { name: "Range" });
  for (const [field, text, says] of [
    ["Range", "1h30", '"1h30" is not a duration. Use 1h30m.'],
    ["End (UTC)", "25:99", '"25:99" is not a time. Use 2025-10-15 14:30 or 14:30.'],
    ["End (UTC)", "2020-01-01 00:00", "This world begins at"],
  ] as const) {
    await menu.getByLabel("Range").fill("1h");
    await menu.getByLabel(field).fill(text);
    await menu.getByRole("button", { name: "Apply" }).click();
    await expect(menu.getByRole("alert")).toContainText(says);
  }
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Range: 1h" })).toBeVisible();
  await page.getByRole("button", { name: "Run to…" }).click();
  await page.getByLabel("Time (UTC)").fill("yesterday");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Run to" })).toContainText('"yesterday" is not a time.');
});

test("broken YAML is named line by line, and cannot be loaded", async ({ page }) => {
  await openRoute(page, "#/lab/the-alert-that-couldnt/write-one-that-leads");
  await choosePlainEditor(page);
  await page.getByRole("button", { name: "Open Alerts" }).click();
  const editor = rules(page).locator(".editor textarea");
  const load = rules(page).getByRole("button", { name: "Load", exact: true });
  await expect(rules(page).getByText("1 rule, no problem found.")).toBeVisible();
  for (const [text, says] of [
    ["groups:\n  - name: a\n   rules: []\n", /line \d/],
    ["groups: [", /./],
    ["groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: rate(\n", /parse error/],
    ["groups:\n  - name: a\n    rulez: []\n", /rulez/],
    ["a: &a [*a]\nb: *c\n", /./],
    [`x: ${"[".repeat(3000)}`, /./],
  ] as const) {
    await editor.fill(text);
    await expect(rules(page).locator(".rules-problem").first()).toHaveText(says);
    await expect(rules(page).getByRole("button", { name: "Try on this run" })).toBeDisabled();
  }
  await expect(load).toHaveCount(0);
  await editor.fill("groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: up == 0\n");
  await expect(rules(page).getByText("1 rule, no problem found.")).toBeVisible();
  await livesOn(page);
});

test("hostile Markdown is drawn as text, and nothing of it runs or loads", async ({ page }) => {
  await openRoute(page, "#/lab/postmortem/write-it");
  await choosePlainEditor(page);
  await page.getByRole("button", { name: "Open Postmortem" }).click();
  const text = [
    "# Title <script>alert(1)</script>",
    '<img src=x onerror="alert(2)">',
    '<iframe src="https://evil.example/"></iframe><style>body{display:none}</style>',
    "[press](javascript:alert(3)) [also](JaVaScRiPt:alert(4)) [data](data:text/html,<script>alert(5)</script>)",
    "![pixel](https://evil.example/pixel.png) ![](//evil.example/pixel.png)",
    '<svg onload="alert(6)"></svg> <a href="javascript:alert(7)">x</a>',
    "[fine](https://prometheus.io/docs/)",
    `${"> ".repeat(400)}deep`,
    `${"*".repeat(3000)}stars`,
  ].join("\n\n");
  await postmortem(page).locator(".editor textarea").fill(text);
  await postmortem(page).getByRole("tab", { name: "Preview" }).click();
  const preview = postmortem(page).locator(".pm-preview");
  const refused = postmortem(page).locator(".state.failed");
  await expect(preview.or(refused)).toBeVisible();
  await postmortem(page).getByRole("tab", { name: "Write" }).click();
  await postmortem(page).locator(".editor textarea").fill(text.split("\n\n").slice(0, 7).join("\n\n"));
  await postmortem(page).getByRole("tab", { name: "Preview" }).click();
  await expect(preview).toContainText("<script>alert(1)</script>");
  await expect(preview).toContainText('<img src=x onerror="alert(2)">');
  await expect(preview).toContainText("pictures from other sites are not loaded");
  await expect(preview.locator("script, img, iframe, style, svg[onload]")).toHaveCount(0);
  await expect(preview.locator("a")).toHaveCount(1);
  await expect(preview.locator("a")).toHaveAttribute("href", "https://prometheus.io/docs/");
  await expect(preview.locator("a")).toHaveAttribute("rel", /noopener/);
  await livesOn(page);
});

test("a text of 70 kB is refused with its size, and shorter ones go on", async ({ page }) => {
  await openRoute(page, "#/lab/postmortem/write-it");
  await choosePlainEditor(page);
  await page.getByRole("button", { name: "Open Postmortem" }).click();
  const editor = postmortem(page).locator(".editor textarea");
  await editor.focus();
  await replaceText(page, "words and more words\n".repeat(3400));
  await expect(postmortem(page).locator(".pm-bar")).toContainText("71,400 of 65,536 characters");
  await postmortem(page).getByRole("tab", { name: "Preview" }).click();
  await expect(postmortem(page).locator(".state.failed")).toContainText("This text is not drawn.");
  await page.keyboard.press("Control+Shift+Enter");
  await expect(page.locator(".verdict")).toHaveAttribute("data-status", "fail", { timeout: 60_000 });
  await postmortem(page).getByRole("tab", { name: "Write" }).click();
  await editor.fill("# Short again\n");
  await postmortem(page).getByRole("tab", { name: "Preview" }).click();
  await expect(postmortem(page).locator(".pm-preview")).toContainText("Short again");
  await livesOn(page);
});

test("links that lead nowhere say so and name the way back", async ({ page }) => {
  await page.goto("/#/nowhere/at-all");
  await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
  await expect(page.getByText("There is no page at /nowhere/at-all.")).toBeVisible();
  await page.goto("/#/lab/gpu-memory-leek");
  await expect(
    page.getByText('No lab "gpu-memory-leek" here. Did you mean gpu-memory-leak?').first(),
  ).toBeVisible();
  await page.goto("/#/lab/zzzzzz");
  await expect(page.getByText('No lab "zzzzzz" here.').first()).toBeVisible();
  await page.goto("/#/lab/first-look/no-such-step");
  await worldReady(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/each pod/);
});

test("odd settings of a query link are skipped and listed, and the rest is opened", async ({ page }) => {
  await openRoute(page, "#/query?g0.expr=count(up)&g0.tab=pie&g0.foo=1&g1.expr=up&n.lab=first-look");
  await expect(page.locator(".strip").filter({ hasText: "Ignored 2 settings" })).toContainText("g0.tab=pie");
  await expect(page.locator(".strip").filter({ hasText: "2 queries" })).toBeVisible();
  await expect(page.locator('[data-panel="query"] .editor')).toContainText("count(up)");
  await page.goto(`/#/query?g0.expr=${"a".repeat(10_300)}`);
  await expect(page.locator(".strip").filter({ hasText: "10,240" })).toContainText("Query 1 is 10300 bytes");
  await expect(page.locator('[data-panel="query"] .editor')).toContainText("count(up)");
});
