import type { Page } from "@playwright/test";
import { labFolders } from "../../labs/index.ts";
import { solution } from "./answers.ts";
import { expect, test } from "./test.ts";
import { check, choosePlainEditor, openPanel, worldReady } from "./workbench.ts";

/** The link that has the focus when the path is opened. */
const goOn = (page: Page) => page.locator(".path-go a");

test("a newcomer is one key press away from the first lab", async ({ page }) => {
  await page.goto("/#/map");
  await expect(goOn(page)).toBeFocused();
  await expect(goOn(page)).toHaveText("Start");
  await expect(page.locator(".path-part li")).toHaveCount(labFolders.length);
  await page.keyboard.press("Enter");
  await worldReady(page);
  await expect(page).toHaveURL(/#\/lab\/first-look\/rate-per-pod$/);
});

test("the path remembers where one was, shows what is passed, and locks nothing", async ({ page }) => {
  await page.goto("/#/lab/first-look/rate-per-pod");
  await worldReady(page);
  await choosePlainEditor(page);
  await openPanel(page, "q", "query");
  const editor = page.getByRole("textbox", { name: "PromQL expression" });
  await editor.fill(solution("first-look", "rate-per-pod"));
  await editor.press("Shift+Enter");
  await check(page, "pass");
  await expect(page.locator("header output")).toHaveText("Saved");

  await page.goto("/#/map");
  await page.reload();
  await expect(goOn(page)).toHaveText("Continue");
  await expect(goOn(page)).toHaveAttribute("href", "#/lab/first-look/rate-of-the-service");
  const rows = page.locator(".path-part li");
  await expect(rows.first()).toContainText("1 of 2 steps");
  await expect(rows.filter({ hasText: "usually after: A cluster you may poke" })).not.toHaveCount(0);

  // Arrow keys walk the labs, across parts, and a lab that usually comes later opens all the same.
  await page.locator("a[data-lab]").first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("a[data-lab]").nth(1)).toBeFocused();
  await page.keyboard.press("End");
  await expect(page.locator("a[data-lab]").last()).toBeFocused();
  await page.keyboard.press("Enter");
  await worldReady(page);
  await expect(page).toHaveURL(new RegExp(`#/lab/${labFolders.at(-1)?.replace(/^\d+-/, "")}`));
});

test("the path fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/#/map");
  await expect(goOn(page)).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
