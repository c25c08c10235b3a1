import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { labFolders } from "../../labs/index.ts";
import { panels } from "../panels/index.ts";
import { expect, test } from "./test.ts";
import { findInPalette, openRoute } from "./workbench.ts";

const widths = [390, 1440] as const;

/** Everything axe-core knows, or some of it. Answers each violation with the elements it is about. */
async function violations(page: Page, part?: string, rules?: string[]): Promise<string[]> {
  let builder = new AxeBuilder({ page });
  if (part !== undefined) builder = builder.include(part);
  if (rules !== undefined) builder = builder.withRules(rules);
  const { violations: found } = await builder.analyze();
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}: ${node.any[0]?.message ?? node.html}`),
  );
}

/** Puts on a theme, and waits until it is painted: half of each has the contrast of neither. */
async function wear(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.waitForFunction(
    (wanted) => matchMedia(`(prefers-color-scheme: ${wanted})`).matches,
    colorScheme,
  );
  await page.evaluate(
    () => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))),
  );
}

/** Looks at what is on screen in both themes. A theme changes colours and nothing else. */
async function inBothThemes(page: Page, what: string, part?: string): Promise<void> {
  await wear(page, "light");
  expect.soft(await violations(page, part), `${what}, light`).toEqual([]);
  await wear(page, "dark");
  expect.soft(await violations(page, part, ["color-contrast"]), `${what}, dark`).toEqual([]);
}

/** Stops the clock, so that what is looked at stays. */
async function pause(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
}

/** Panels look alike in every lab: here all are opened in the lab with most to show, in depth in each. */
const everyPanel = (slug: string): boolean =>
  slug.endsWith("gpu-memory-leak") || process.env.NINES_DEEP === "1";

/** A panel stays in the page once it was opened, and thousands of rows make every later look slow. */
const longLists: readonly string[] = ["logs", "traces"];
const longListsLast = [...panels].sort(
  (a, b) => Number(longLists.includes(a.id)) - Number(longLists.includes(b.id)),
);

for (const slug of labFolders) {
  if (everyPanel(slug)) continue;
  test(`${slug} has no accessibility violation at ${widths.join(" and ")} px`, async ({ page }) => {
    await page.setViewportSize({ width: widths[0], height: 844 });
    await page.emulateMedia({ reducedMotion: "reduce" });
    await openRoute(page, `#/lab/${slug}`);
    await pause(page);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 844 });
      await inBothThemes(page, `page at ${width} px`);
    }
  });
}

for (const width of widths) {
  for (const slug of labFolders.filter(everyPanel)) {
    test(`${slug} has no accessibility violation in any panel at ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ reducedMotion: "reduce" });
      await openRoute(page, `#/lab/${slug}`);
      await pause(page);
      await inBothThemes(page, "page");
      for (const { id, hotkey, placement } of longListsLast) {
        if (placement === "bar" || placement === "left") continue;
        await page.keyboard.press("F6");
        await page.keyboard.press("g");
        await page.keyboard.press(hotkey ?? "");
        const slot = page.locator(`[data-panel="${id}"]`);
        await expect(slot).toBeVisible();
        await expect(slot.locator(".skeleton")).toHaveCount(0);
        await inBothThemes(page, id, `[data-panel="${id}"]`);
      }
    });
  }

  test(`the home page, the list of labs and the sheets have no violation at ${width} px`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ reducedMotion: "reduce" });
    await openRoute(page, "#/");
    await pause(page);
    await inBothThemes(page, "home");
    for (const sheet of ["Settings", "Notices", "Keys", "Share"]) {
      await findInPalette(page, sheet);
      if (sheet === "Settings") await inBothThemes(page, "palette");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("dialog")).toBeVisible();
      await inBothThemes(page, sheet);
      await page.keyboard.press("Escape");
    }
    await page.goto("/#/map");
    await expect(page.getByRole("main")).toBeVisible();
    await inBothThemes(page, "map");
    await page.goto("/#/nowhere");
    await expect(page.getByText("Nothing here")).toBeVisible();
    await inBothThemes(page, "unknown route");
  });
}
