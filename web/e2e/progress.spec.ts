import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./test.ts";

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

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
  }
});
