import type { Page } from "@playwright/test";
import { commandsOf, solution } from "./answers.ts";
import { expect, test } from "./test.ts";
import {
  check,
  clock,
  findInPalette,
  openPanel,
  openRoute,
  pressOn,
  replaceText,
  tabTo,
  worldReady,
} from "./workbench.ts";

/** Answers a PromQL step: to the editor, the whole text, run, hand in. */
async function answerQuery(page: Page, labId: string, stepId: string): Promise<void> {
  const query = await openPanel(page, "q", "query");
  await tabTo(page, query.locator(".editor"));
  await replaceText(page, solution(labId, stepId));
  await page.keyboard.press("Shift+Enter");
  await expect(query.locator(".query-result")).toHaveAttribute("aria-busy", "false");
  await check(page, "pass");
}

/** From a passed step to the one after it. */
async function goOn(page: Page, title: RegExp): Promise<void> {
  await pressOn(page, page.getByRole("link", { name: /^Next/ }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
}

/** To a step of another lab, through the palette. */
async function goTo(page: Page, title: string): Promise<void> {
  await findInPalette(page, title);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await worldReady(page);
}

async function answerNumber(page: Page, labId: string, stepId: string): Promise<void> {
  await tabTo(page, page.getByLabel("Your answer"));
  await page.keyboard.type(solution(labId, stepId));
  await check(page, "pass");
}

/** Chooses one of the radio buttons with the arrow keys. */
async function pick(page: Page, option: RegExp): Promise<void> {
  const radios = page.getByRole("radio");
  await tabTo(page, page.getByRole("group", { name: "Choose one" }));
  await page.keyboard.press("Space");
  for (let i = 0; i < (await radios.count()); i++) {
    if (await page.getByRole("radio", { name: option }).isChecked()) return;
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`no option ${option} can be reached with the arrow keys`);
}

/** Rolls back in the terminal, then runs the clock until the pods are replaced and calm. */
async function rollBack(page: Page): Promise<void> {
  const terminal = await openPanel(page, "r", "terminal");
  await tabTo(page, terminal.locator(".xterm"));
  for (const command of commandsOf(solution("gpu-memory-leak", "roll-it-back"))) {
    await page.keyboard.type(command);
    await page.keyboard.press("Enter");
  }
  await expect(terminal).toContainText("rolled back");
  // Twenty minutes for eight replicas, and five without a failed request.
  await page.keyboard.press("F6");
  for (const speed of ["10x", "60x", "300x", "max"]) {
    await page.keyboard.press(">");
    await expect(page.getByRole("button", { name: speed })).toHaveAttribute("aria-pressed", "true");
  }
  await expect(clock(page)).toHaveText(/^15:[0-5]/, { timeout: 60_000 });
  await page.keyboard.press("Space");
  await check(page, "pass");
}

test("the flagship story is played from first load to a passing postmortem by keyboard alone", async ({
  page,
}) => {
  test.setTimeout(420_000);
  await test.step("a first look", async () => {
    await openRoute(page, "#/");
    await answerQuery(page, "first-look", "rate-per-pod");
    await goOn(page, /whole service/);
    await answerQuery(page, "first-look", "rate-of-the-service");
    await goTo(page, "Who fails?");
  });
  await test.step("find the leak and roll it back", async () => {
    await answerQuery(page, "gpu-memory-leak", "see-who-fails");
    await goOn(page, /slope/);
    await answerQuery(page, "gpu-memory-leak", "find-the-slope");
    await goOn(page, /cause/);
    await pick(page, /^Version 2.1 keeps device memory/);
    await check(page, "pass");
    await goOn(page, /Roll it back/);
    await rollBack(page);
    await goTo(page, "How long is the warning?");
  });
  await test.step("write the alert that leads", async () => {
    await answerNumber(page, "the-alert-that-couldnt", "measure-the-gap");
    await goOn(page, /leads/);
    const alerts = await openPanel(page, "a", "alerts");
    await tabTo(page, alerts.locator(".editor"));
    await replaceText(page, solution("the-alert-that-couldnt", "write-one-that-leads"));
    await check(page, "pass");
    await goTo(page, "Count the damage");
  });
  await test.step("write the postmortem", async () => {
    await answerNumber(page, "postmortem", "count-the-damage");
    await goOn(page, /Write it/);
    const postmortem = await openPanel(page, "p", "postmortem");
    await tabTo(page, postmortem.locator(".editor"));
    await replaceText(page, solution("postmortem", "write-it"));
    await check(page, "pass");
    await expect(page.getByRole("link", { name: /^Next lab/ })).toBeVisible();
  });
});
