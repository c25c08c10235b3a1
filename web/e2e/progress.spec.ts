import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./test.ts";
import { openRoute } from "./workbench.ts";

const step = "first-look/rate-per-pod";
const plain = { attempts: 1, hintsShown: 0, assisted: false, rewound: false, goalDone: false };

/** A file such as another browser exported, in which one step was passed with `best`. */
function fileWith(best: number): { name: string; mimeType: string; buffer: Buffer } {
  const progress = { [step]: { status: "passed", best, ...plain } };
  const text = JSON.stringify({ "nines-progress": 1, attempts: [{ progress }] });
  return { name: "nines-progress.json", mimeType: "application/json", buffer: Buffer.from(text) };
}

async function exported(page: Page): Promise<string> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export everything" }).click();
  return readFile(await (await download).path(), "utf8");
}

test("results travel in a file: shown first, kept over a reload, never lowered, taken back", async ({
  page,
}) => {
  await page.goto("/#/map");
  await page.getByRole("link", { name: "Your progress" }).click();
  const choose = page.getByLabel("Progress file");
  const apply = page.getByRole("button", { name: "Import these results" });
  const work = page.locator("#work");

  await choose.setInputFiles({ ...fileWith(80), buffer: Buffer.from('{"nines-progress":1,"att') });
  await expect(work).toContainText("not whole JSON");
  await choose.setInputFiles({ ...fileWith(80), buffer: Buffer.from('{"nines-progress":9}') });
  await expect(work).toContainText("A newer version of Nines wrote this file");
  await expect(apply).toHaveCount(0);

  await choose.setInputFiles(fileWith(80));
  await expect(work).toContainText("New: 1 step.");
  await expect(work).toContainText("Steps passed: 0");
  await apply.click();
  await expect(work).toContainText("Steps passed: 1");

  await page.reload();
  await expect(work).toContainText("Steps passed: 1");
  await choose.setInputFiles(fileWith(50));
  await expect(work).toContainText("No better than here: 1 step");
  await expect(apply).toHaveCount(0);

  await choose.setInputFiles(fileWith(95));
  await expect(work).toContainText("Better than here: 1 step");
  await apply.click();
  await expect(work).toContainText("Imported: 1 step.");
  expect(JSON.parse(await exported(page))).toMatchObject({ imported: { [step]: { best: 95 } } });
  await page.getByRole("button", { name: "Undo the import" }).click();
  await expect(work).toContainText("as before");
  expect(JSON.parse(await exported(page))).toMatchObject({ imported: { [step]: { best: 80 } } });
});

test("everything is deleted after a question, in other tabs too, and one press takes it back", async ({
  page,
  context,
}) => {
  await page.goto("/#/progress");
  const work = page.locator("#work");
  await page.getByLabel("Progress file").setInputFiles(fileWith(80));
  await page.getByRole("button", { name: "Import these results" }).click();
  await expect(work).toContainText("Steps passed: 1");
  const other = await context.newPage();
  await other.goto("/#/progress");
  await expect(other.locator("#work")).toContainText("Steps passed: 1");

  await page.getByRole("button", { name: "Delete all progress…" }).click();
  await expect(work).toContainText("Results: 1 step");
  await expect(page.getByRole("button", { name: "Keep everything" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(work).toContainText("Steps passed: 1");
  await page.getByRole("button", { name: "Delete all progress…" }).click();
  await page.getByRole("button", { name: "Delete all progress" }).click();
  await expect(work).toContainText("No result is kept yet.");
  await expect(other.locator("#work")).toContainText("No result is kept yet.");
  await expect(page.getByRole("button", { name: "Undo the deletion" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(work).toContainText("Steps passed: 1");
  await expect(other.locator("#work")).toContainText("Steps passed: 1");
  await page.reload();
  await expect(work).toContainText("Steps passed: 1");

  await page.getByRole("button", { name: "Delete all progress…" }).click();
  await page.getByRole("button", { name: "Delete all progress" }).click();
  await expect(work).toContainText("No result is kept yet.");
  await page.reload();
  await expect(work).toContainText("No result is kept yet.");
});

test("an import in one tab is not lowered by what a lab's tab holds and writes", async ({
  page,
  context,
}) => {
  await openRoute(page, `#/lab/${step}`);
  const second = await context.newPage();
  await second.goto("/#/progress");
  await second.getByLabel("Progress file").setInputFiles(fileWith(80));
  await second.getByRole("button", { name: "Import these results" }).click();
  await expect(second.locator("#work")).toContainText("Steps passed: 1");
  // The lab's tab writes its own copy of the run as it leaves.
  await page.goto("about:blank");
  await second.reload();
  await expect(second.locator("#work")).toContainText("Steps passed: 1");
});

test("without storage an import stays in the page, says so, and can be exported", async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("Storage is not allowed here.", "SecurityError");
    };
  });
  await page.goto("/#/progress");
  const work = page.locator("#work");
  await expect(page.getByRole("alert")).toContainText("as in a private window");
  await page.getByLabel("Progress file").setInputFiles(fileWith(80));
  await page.getByRole("button", { name: "Import these results" }).click();
  await expect(work).toContainText("In this page only.");
  expect(JSON.parse(await exported(page))).toMatchObject({ imported: { [step]: { best: 80 } } });
  await page.getByRole("button", { name: "Delete all progress…" }).click();
  await page.getByRole("button", { name: "Delete all progress" }).click();
  await expect(work).toContainText("Steps passed: 1");
});

test("damaged results and settings are left out and named, and the sound ones stay", async ({ page }) => {
  await page.goto("/#/progress");
  const work = page.locator("#work");
  await page.getByLabel("Progress file").setInputFiles(fileWith(80));
  await page.getByRole("button", { name: "Import these results" }).click();
  await expect(work).toContainText("Steps passed: 1");
  await page.evaluate(async (sound) => {
    const opening = indexedDB.open("nines");
    await new Promise((resolve) => {
      opening.onsuccess = resolve;
    });
    const write = opening.result.transaction("settings", "readwrite");
    const settings = write.objectStore("settings");
    const result = { status: "passed", best: 80, attempts: 1, hintsShown: 0 };
    settings.put({ [sound]: result, "first-look/rate-of-the-service": "gone" }, "imported");
    settings.put({ theme: 7, editor: [] }, "settings");
    settings.put("wide", "layout");
    await new Promise((resolve) => {
      write.oncomplete = resolve;
    });
    opening.result.close();
  }, step);
  await page.reload();
  await expect(page.locator(".strip")).toContainText("1 stored result is damaged");
  await expect(work).toContainText("Steps passed: 1");
});

for (const width of [390, 1440]) {
  test(`the page has no accessibility violation at ${width} px in either theme`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.goto("/#/progress");
    await page.getByLabel("Progress file").setInputFiles(fileWith(80));
    await page.getByRole("button", { name: "Delete all progress…" }).click();
    await expect(page.getByRole("button", { name: "Keep everything" })).toBeVisible();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}
