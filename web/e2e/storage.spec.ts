import type { Locator, Page } from "@playwright/test";
import { readStore } from "./stored.ts";
import { expect, test } from "./test.ts";
import { choosePlainEditor, clock, openRoute } from "./workbench.ts";

const home = "#/lab/first-look/rate-per-pod";
const editor = (page: Page): Locator => page.getByRole("textbox", { name: "PromQL expression" });
const badge = (page: Page): Locator => page.locator("header output");

/** The page still answers: a query gives a result, and the clock moves. */
async function livesOn(page: Page): Promise<void> {
  await editor(page).fill("count(up)");
  await editor(page).press("Shift+Enter");
  await page.getByRole("tab", { name: "Table" }).click();
  await expect(page.locator(".table-tab tbody tr")).toHaveCount(1);
  const before = await clock(page).textContent();
  await expect(clock(page)).not.toHaveText(before ?? "");
}

test("storage that is cleared while the page is open is filled again from the page", async ({ page }) => {
  await openRoute(page, home);
  await choosePlainEditor(page);
  await editor(page).fill("first step");
  await expect(badge(page)).toHaveText("Saved");
  await page.goto("#/lab/first-look/rate-of-the-service");
  await editor(page).fill("second step");
  await expect(badge(page)).toHaveText("Saved");
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
  await livesOn(page);
  await expect(page.locator(".strip")).toContainText("storage was cleared");
  await expect(badge(page)).toHaveText("Saved");
  const { drafts, attempts } = await readStore(page);
  expect(drafts).toMatchObject({
    "answer:first-look/rate-per-pod": "first step",
    "answer:first-look/rate-of-the-service": "count(up)",
  });
  expect(attempts).toHaveLength(1);
});

test("storage that is full is named in the header, and the work can be taken along", async ({ page }) => {
  await openRoute(page, home);
  await choosePlainEditor(page);
  await expect(badge(page)).toHaveText("Saved");
  await page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("The disk is full.", "QuotaExceededError");
    };
    Object.assign(window, { makeRoom: () => Object.assign(IDBObjectStore.prototype, { put }) });
  });
  await livesOn(page);
  await expect(badge(page)).toHaveText("Not saved: storage is full");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  expect((await download).suggestedFilename()).toMatch(/^nines-progress-.*\.json$/);
  await page.evaluate("makeRoom()");
  await editor(page).fill("kept again");
  await expect(badge(page)).toHaveText("Saved");
  expect((await readStore(page)).drafts).toMatchObject({ "answer:first-look/rate-per-pod": "kept again" });
});

test("a browser that allows no storage is named in the header", async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("Storage is not allowed here.", "SecurityError");
    };
  });
  await openRoute(page, home);
  await choosePlainEditor(page);
  await livesOn(page);
  await expect(badge(page)).toHaveText("Not saved: private window");
});

test("a damaged attempt is set aside and named, and the texts are still there", async ({ page }) => {
  await openRoute(page, home);
  await choosePlainEditor(page);
  await editor(page).fill("still here");
  await expect(badge(page)).toHaveText("Saved");
  await page.evaluate(async () => {
    const opening = indexedDB.open("nines");
    await new Promise((resolve) => {
      opening.onsuccess = resolve;
    });
    const write = opening.result.transaction("attempts", "readwrite");
    write.objectStore("attempts").put({ format: 1, labId: "first-look", actions: "gone" }, "first-look");
    await new Promise((resolve) => {
      write.oncomplete = resolve;
    });
    opening.result.close();
    // The page writes its own copy as it leaves; here it may not, so that the damage is found.
    IDBObjectStore.prototype.put = IDBObjectStore.prototype.get;
  });
  await page.reload();
  await expect(page.locator(".strip")).toContainText("A saved run was damaged and set aside");
  await expect(editor(page)).toHaveValue("still here");
  await livesOn(page);
  expect((await readStore(page)).quarantine).toHaveLength(1);
});

test("a second tab of the same lab says so, and can take over", async ({ page, context }) => {
  const message = /open in another tab/;
  await openRoute(page, home);
  await choosePlainEditor(page);
  await editor(page).fill("from the first tab");
  await expect(badge(page)).toHaveText("Saved");
  const second = await context.newPage();
  await openRoute(second, home);
  await expect(second.locator(".strip")).toContainText(message);
  await expect(editor(second)).toHaveValue("from the first tab");
  await expect(page.locator(".strip")).toHaveCount(0);
  await editor(page).fill("and a little more");
  await second.getByRole("button", { name: "Take over here" }).click();
  await expect(second.locator(".strip")).toHaveCount(0);
  await expect(page.locator(".strip")).toContainText(message);
  await expect(editor(second)).toHaveValue("and a little more");
  await editor(second).fill("from the second tab");
  await expect(badge(second)).toHaveText("Saved");
  await editor(page).fill("not kept");
  const { drafts } = await readStore(second);
  expect(drafts["answer:first-look/rate-per-pod"]).toBe("from the second tab");
});
