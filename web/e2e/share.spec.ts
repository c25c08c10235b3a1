import type { Page } from "@playwright/test";
import { expect, test } from "./test.ts";
import { choosePlainEditor, clock, openRoute, worldReady } from "./workbench.ts";

/** The figures a reader would compare: time, actions, and what a query gives. */
async function figures(page: Page): Promise<{ time: string; actions: string; rows: string[] }> {
  const editor = page.getByRole("textbox", { name: "PromQL expression" });
  await editor.fill("sum by (exported_pod) (DCGM_FI_DEV_FB_USED)");
  await editor.press("Shift+Enter");
  await page.getByRole("tab", { name: "Table" }).click();
  await expect(page.locator(".table-tab caption")).toHaveText((await clock(page).textContent()) ?? "");
  const rows = await page.locator(".table-tab tbody tr").allInnerTexts();
  await page.getByRole("button", { name: "Share" }).click();
  const inside = page.getByRole("dialog").getByText(/^Inside:/);
  const actions = /(\d+) actions?/.exec(await inside.innerText())?.[0] ?? "";
  await page.keyboard.press("Escape");
  return { time: (await clock(page).textContent()) ?? "", actions, rows };
}

/** The link the Share sheet offers. */
async function shareLink(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Share" }).click();
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  await page.keyboard.press("Escape");
  return link;
}

/** A run with two commands in it, half an hour on, at rest. */
async function playARun(page: Page): Promise<void> {
  await openRoute(page, "#/lab/gpu-memory-leak/roll-it-back");
  await choosePlainEditor(page);
  await page.getByRole("button", { name: "Open Terminal" }).click();
  const command = page.getByRole("textbox", { name: "Command" });
  const log = page.getByRole("log", { name: "What the terminal printed" });
  for (const [line, answer] of [
    ["kubectl get pods -n ml-serving", "bert-model-serving-"],
    ["kubectl rollout undo deployment/bert-model-serving -n ml-serving", "rolled back"],
  ] as const) {
    await command.fill(line);
    await command.press("Enter");
    await expect(log.getByRole("listitem").last()).toContainText(answer);
  }
  await page.getByRole("button", { name: "Run to…" }).click();
  await page.getByRole("button", { name: "30 min on" }).click();
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible({ timeout: 30_000 });
}

test("a link reproduces the run in another browser, figure by figure", async ({
  page,
  browser,
  watch,
  baseURL,
}) => {
  await playARun(page);
  const mine = await figures(page);
  expect(mine.actions).toBe("2 actions");
  expect(mine.rows.length).toBeGreaterThanOrEqual(8);
  const link = await shareLink(page);
  const code = link.slice(link.indexOf("#/r/"));
  expect(code.length).toBeLessThan(1800);

  const elsewhere = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  watch.follow(elsewhere, new URL(baseURL ?? "").origin);
  const theirs = await elsewhere.newPage();
  await theirs.goto(`/${code}`);
  await expect(theirs.getByRole("heading", { name: "Somebody shared a run" })).toBeVisible();
  await expect(theirs.getByText("Catch the leak, roll it back: 2 actions")).toBeVisible();
  await expect(theirs.getByRole("cell", { name: /rollout undo/ })).toBeVisible();
  await theirs.getByRole("button", { name: "Replay it" }).click();
  await worldReady(theirs);
  await choosePlainEditor(theirs);
  expect(await figures(theirs)).toEqual(mine);
  await elsewhere.close();
});

test("a link that was cut, altered or made by a newer version says which it is", async ({ page }) => {
  await openRoute(page, "#/lab/first-look");
  const link = await shareLink(page);
  const code = link.slice(link.indexOf("#/r/") + 4);
  const [, payload = "", checksum = ""] = code.split(".");
  for (const [bad, says] of [
    [code.slice(0, -12), "This link is cut short or altered (checksum"],
    [
      `n1.${payload.slice(0, 20)}${payload[20] === "A" ? "B" : "A"}${payload.slice(21)}.${checksum}`,
      "cut short or altered",
    ],
    [`n1.${payload}`, "cut short or altered"],
    [code.replace(/^n1/, "n2"), "This link needs a newer Nines (format 2; this one reads 1)"],
    ["hello", "This link holds no run of Nines."],
    [`n1.${"A".repeat(9000)}.00000000`, "was not opened"],
  ] as const) {
    await page.goto(`/#/r/${bad}`);
    await expect(page.locator("main").getByRole("alert")).toContainText(says);
  }
  await page.getByRole("link", { name: "Go to the labs" }).click();
  await page
    .getByRole("link", { name: /A cluster you may poke/ })
    .first()
    .click();
  await worldReady(page);
});
