import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./test.ts";
import { findInPalette, openRoute } from "./workbench.ts";

/** WCAG 2.2, contrast (enhanced), criterion 1.4.6. */
const enhanced = ["color-contrast-enhanced"];

test("more contrast and less motion are chosen in the settings and stay, in both themes", async ({
  page,
}) => {
  await openRoute(page, "#/lab/first-look");
  await page.getByRole("button", { name: "Pause" }).click();
  await findInPalette(page, "Settings");
  await page.keyboard.press("Enter");
  await page.getByRole("checkbox", { name: /^More contrast/ }).check();
  await page.getByRole("checkbox", { name: /^Less motion/ }).check();
  await page.keyboard.press("Escape");
  await expect(page.locator("header output")).toHaveText("Saved");
  await page.reload({ waitUntil: "commit" });
  await expect(page.locator("html")).toHaveAttribute("data-contrast", "more");
  await expect(page.locator("html")).toHaveAttribute("data-motion", "less");
  await page.goto("/#/glossary");
  await expect(page.getByRole("searchbox")).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withRules(enhanced).analyze();
    expect(violations.flatMap(({ nodes }) => nodes.map(({ html }) => html))).toEqual([]);
  }
  const durations = await page.evaluate(() =>
    [...document.querySelectorAll(".btn")].map((button) => getComputedStyle(button).transitionDuration),
  );
  expect(new Set(durations)).toEqual(new Set(["0s"]));
});

test("a system that asks for more contrast gets it, in both themes", async ({ page }) => {
  await page.goto("/#/glossary");
  await expect(page.getByRole("searchbox")).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, contrast: "more" });
    const { violations } = await new AxeBuilder({ page }).withRules(enhanced).analyze();
    expect(violations.flatMap(({ nodes }) => nodes.map(({ html }) => html))).toEqual([]);
  }
});
