import type { Locator, Page } from "@playwright/test";
import { commandsOf, mistake, solution } from "./answers.ts";
import { expect, test } from "./test.ts";
import { check, choosePlainEditor, clock, openRoute, verdict } from "./workbench.ts";

/** What a mistake must show: one finding, and a graph where the check has one. */
type Lesson = readonly [name: string, shows: "graph" | "words"];

/** Looks at a failed verdict: one finding leads, says what was seen, and opens as a graph. */
async function learnFrom(page: Page, code: string, shows: Lesson[1]): Promise<void> {
  const leading = verdict(page).locator(":scope > .finding");
  await expect(leading).toHaveCount(1);
  await expect(leading).toHaveAttribute("data-code", code);
  await expect(leading.locator(".reason")).toHaveText(/\w{3,}.*\w/);
  const open = leading.getByRole("button", { name: "Open it as a chart" });
  if (shows === "words") {
    await expect(open).toHaveCount(0);
    return;
  }
  await open.click();
  const evidence = page.locator(".evidence");
  await expect(evidence.locator(".banner")).toContainText("Read only");
  await expect(evidence.locator("canvas")).toBeVisible();
  await expect(evidence.locator("figcaption")).toContainText(/\d+ series/);
  await expect(evidence.locator(".evidence-legend li")).not.toHaveCount(0);
  await evidence.getByRole("button", { name: "Back to your query" }).click();
  await expect(evidence).toHaveCount(0);
}

/** Fails a step with each recorded mistake, then passes it with the recorded solution. */
async function failThenPass(
  page: Page,
  labId: string,
  stepId: string,
  field: Locator,
  lessons: readonly Lesson[],
): Promise<void> {
  await test.step(stepId, async () => {
    for (const [name, shows] of lessons) {
      const { answer, finding } = mistake(labId, name);
      await field.fill(answer);
      await check(page, "fail");
      await learnFrom(page, finding, shows);
    }
    await field.fill(solution(labId, stepId));
    await check(page, "pass");
  });
}

const goOn = (page: Page): Promise<void> => verdict(page).getByRole("link", { name: /^Next/ }).click();
const queryEditor = (page: Page): Locator => page.getByRole("textbox", { name: "PromQL expression" });
const answerField = (page: Page): Locator => page.getByLabel("Your answer");

test("first-look: wrong queries are answered with what they would have shown", async ({ page }) => {
  await openRoute(page, "#/lab/first-look/rate-per-pod");
  await choosePlainEditor(page);
  await failThenPass(page, "first-look", "rate-per-pod", queryEditor(page), [
    ["half-typed", "words"],
    ["raw-counter", "graph"],
    ["lost-pods", "graph"],
  ]);
  await goOn(page);
  await failThenPass(page, "first-look", "rate-of-the-service", queryEditor(page), [
    ["rate-of-sum", "graph"],
  ]);
});

test("gpu-memory-leak: wrong queries, a wrong cause and a wrong cure", async ({ page }) => {
  const labId = "gpu-memory-leak";
  await openRoute(page, `#/lab/${labId}/see-who-fails`);
  await choosePlainEditor(page);
  await failThenPass(page, labId, "see-who-fails", queryEditor(page), [
    ["status-error", "graph"],
    ["percent", "graph"],
  ]);
  await goOn(page);
  await failThenPass(page, labId, "find-the-slope", queryEditor(page), [
    ["wrong-metric-name", "graph"],
    ["per-second", "graph"],
  ]);
  await goOn(page);
  await page.getByRole("radio", { name: /^A burst of traffic/ }).check();
  await check(page, "fail");
  await learnFrom(page, mistake(labId, "picked-traffic-burst").finding, "words");
  await page.getByRole("radio", { name: /^Version 2.1/ }).check();
  await check(page, "pass");
  await goOn(page);
  await test.step("roll-it-back", async () => {
    await page.getByRole("button", { name: "Open Terminal" }).click();
    const command = page.getByRole("textbox", { name: "Command" });
    const log = page.getByRole("log", { name: "What the terminal printed" });
    const nothing = mistake(labId, "wrong-namespace");
    for (const line of commandsOf(nothing.answer))
      await command.fill(line).then(() => command.press("Enter"));
    await expect(log).toContainText("not found");
    await check(page, "fail");
    await learnFrom(page, nothing.finding, "graph");
    for (const line of commandsOf(solution(labId, "roll-it-back")))
      await command.fill(line).then(() => command.press("Enter"));
    await expect(log).toContainText("rolled back");
    await page.getByRole("button", { name: "max" }).click();
    await expect(clock(page)).toHaveText(/^15:[0-5]/, { timeout: 60_000 });
    await page.getByRole("button", { name: "Pause" }).click();
    await check(page, "pass");
  });
});

test("the-alert-that-couldnt: a wrong distance, and rules that come late, never or too often", async ({
  page,
}) => {
  const labId = "the-alert-that-couldnt";
  await openRoute(page, `#/lab/${labId}/measure-the-gap`);
  await choosePlainEditor(page);
  await failThenPass(page, labId, "measure-the-gap", answerField(page), [
    ["gap-ten-minutes", "words"],
    ["gap-in-minutes", "words"],
  ]);
  await goOn(page);
  await page.getByRole("button", { name: "Open Alerts" }).click();
  const rules = page.locator('[data-panel="alerts"] .editor textarea');
  await failThenPass(page, labId, "write-one-that-leads", rules, [
    ["broken-yaml", "words"],
    ["as-shipped", "words"],
    ["names-fixed", "graph"],
    ["half-full", "graph"],
  ]);
});

test("postmortem: a wrong share, and texts without facts", async ({ page }) => {
  const labId = "postmortem";
  await openRoute(page, `#/lab/${labId}/count-the-damage`);
  await choosePlainEditor(page);
  await failThenPass(page, labId, "count-the-damage", answerField(page), [
    ["damage-remaining", "words"],
    ["damage-error-ratio", "words"],
  ]);
  await goOn(page);
  await page.getByRole("button", { name: "Open Postmortem" }).click();
  const text = page.locator('[data-panel="postmortem"] .editor textarea');
  await failThenPass(page, labId, "write-it", text, [
    ["bare-form", "words"],
    ["somebodys-fault", "words"],
    ["container-limits", "words"],
  ]);
});
