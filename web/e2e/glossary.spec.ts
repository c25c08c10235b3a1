import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./test.ts";
import { clock, findInPalette, openRoute } from "./workbench.ts";

test("a term is found by keyboard from any page, with the labs that use it and a source", async ({
  page,
}) => {
  await page.goto("/#/map");
  await expect(page.locator("#work")).toBeVisible();
  await page.keyboard.press("Control+K");
  await expect(page.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("burn rate");
  await expect(page.getByRole("dialog").locator("output")).toContainText("entr");
  await page.keyboard.type(" zzz");
  await expect(page.getByRole("dialog")).toContainText("Nothing is called that.");
  await expect(page.getByRole("dialog").locator("output")).toHaveText("0 entries");
  await page.keyboard.press("Escape");
  await findInPalette(page, "Burn rate");
  await page.getByRole("option", { name: /^Burn rate/ }).click();
  await expect(page).toHaveURL(/#\/glossary\/burn-rate$/);
  const heading = page.getByRole("heading", { name: "Burn rate" });
  await expect(heading).toBeFocused();
  const article = page.getByRole("article").filter({ has: heading });
  await expect(article.locator('a[href="#/lab/burn-rate-alerts"]')).toBeVisible();
  await expect(article.locator('a[href^="https://sre.google/"]')).toBeVisible();
});

test("the field filters terms and metrics, says how many there are, and a metric opens its query", async ({
  page,
}) => {
  await page.goto("/#/glossary");
  const work = page.locator("#work");
  await page.getByRole("searchbox").fill("DCGM_FI_DEV_FB_USED");
  await expect(work.locator("output")).toHaveText("0 terms, 1 metric");
  await page.getByRole("searchbox").fill("qqqq");
  await expect(work).toContainText('Nothing here is called "qqqq".');
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(page.getByRole("searchbox")).toHaveValue("");
  await page.getByRole("searchbox").fill("DCGM_FI_DEV_FB_USED");
  await work.getByRole("link", { name: "DCGM_FI_DEV_FB_USED" }).click();
  await expect(clock(page)).toHaveText(/^\d\d:\d\d:\d\d$/);
  await expect(page.locator(".legend tbody tr").first()).toBeVisible();
});

test("Ctrl+K searches from a plain field, and stays the editor's own in an editor", async ({ page }) => {
  await openRoute(page, "#/lab/first-look/rate-per-pod");
  await page.locator(".editor").first().click();
  await page.keyboard.press("Control+K");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.goto("/#/glossary");
  await page.getByRole("searchbox").focus();
  await page.keyboard.press("Control+K");
  await expect(page.getByRole("combobox")).toBeFocused();
});

for (const width of [390, 1440]) {
  test(`glossary and search have no accessibility violation at ${width} px in either theme`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.goto("/#/glossary");
    await expect(page.getByRole("searchbox")).toBeVisible();
    const look = async (what: string): Promise<void> => {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`),
          `${what}, ${colorScheme}`,
        ).toEqual([]);
      }
    };
    await look("glossary");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await findInPalette(page, "budget");
    await look("search");
    await page.keyboard.type("zzz");
    await look("empty search");
  });
}
