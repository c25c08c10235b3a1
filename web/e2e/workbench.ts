import { expect, type Locator, type Page } from "@playwright/test";

/** Opens a route and waits until its world runs. */
export async function openRoute(page: Page, hash: string): Promise<void> {
  await page.goto(`/${hash}`);
  await worldReady(page);
}

/** Waits for the time bar to show a simulated time. */
export async function worldReady(page: Page): Promise<void> {
  await expect(clock(page)).toHaveText(/^\d\d:\d\d:\d\d$/);
  await expect(page.getByRole("button", { name: /^Check/ })).toBeEnabled();
}

/** The simulated time of day in the time bar. */
export const clock = (page: Page): Locator => page.locator(".clock time");

/** The outcome of the newest check of the open step. */
export const verdict = (page: Page): Locator => page.locator(".verdict");

/** Hands in the answer by keyboard and waits for the verdict. */
export async function check(page: Page, status: "pass" | "fail"): Promise<void> {
  await page.keyboard.press("Control+Shift+Enter");
  await expect(page.getByRole("button", { name: "Cancel" }).or(verdict(page)).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Check/ })).toBeVisible({ timeout: 60_000 });
  await expect(verdict(page)).toHaveAttribute("data-status", status);
}

/** Moves the focus with Tab until it is inside `target`. Leaves editors and the terminal on the way. */
export async function tabTo(page: Page, target: Locator, most = 80): Promise<void> {
  await expect(target).toBeVisible();
  for (let i = 0; i < most; i++) {
    if (await target.evaluate((element) => element.contains(document.activeElement))) return;
    if (await inTrap(page)) await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
  }
  throw new Error(`${most} presses of Tab do not reach ${target}`);
}

/** Editors and the terminal keep Tab for themselves until Escape was pressed. */
function inTrap(page: Page): Promise<boolean> {
  return page.evaluate(() => document.activeElement?.closest(".monaco-editor, .xterm") !== null);
}

/** Opens a panel by its keys, from wherever the focus is, and waits until it has the focus. */
export async function openPanel(page: Page, hotkey: string, panel: string): Promise<Locator> {
  await page.keyboard.press("F6");
  await page.keyboard.press("g");
  await page.keyboard.press(hotkey);
  const slot = page.locator(`[data-panel="${panel}"]`);
  await expect(slot).toBeVisible();
  // The page hands the focus over in its next frame; keys that come sooner go where it was before.
  await expect(slot.locator(":focus")).toHaveCount(1);
  return slot;
}

/** Replaces what the focused editor holds by pasting over all of it. */
export async function replaceText(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Control+V");
}

/** Follows the focused-next link or button: Tab to it, then Enter. */
export async function pressOn(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

/** Chooses the plain editor in the settings, where a textarea holds each text. */
export async function choosePlainEditor(page: Page): Promise<void> {
  await findInPalette(page, "Settings");
  await page.keyboard.press("Enter");
  await page.getByRole("checkbox", { name: /^Full editor/ }).uncheck();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Settings" })).toHaveCount(0);
}

/** Opens the palette and types what is looked for. */
export async function findInPalette(page: Page, words: string): Promise<void> {
  await page.keyboard.press("F1");
  await expect(page.getByRole("dialog").getByRole("combobox")).toBeFocused();
  await page.keyboard.type(words);
}
