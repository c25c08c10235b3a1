import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { Page } from "@playwright/test";
import { solution } from "./answers.ts";
import { expect, test } from "./test.ts";
import { check, choosePlainEditor, findInPalette, openPanel, openRoute, worldReady } from "./workbench.ts";

test.use({ serviceWorkers: "allow" });

/** Waits until the settings say that everything is kept. */
async function readyOffline(page: Page): Promise<void> {
  await findInPalette(page, "Settings");
  await page.keyboard.press("Enter");
  const settings = page.getByRole("dialog", { name: "Settings" });
  await expect(settings).toContainText("Ready offline", { timeout: 60_000 });
  await page.keyboard.press("Escape");
  await expect(settings).toHaveCount(0);
}

test("after one visit the page opens, runs and grades without a network", async ({
  page,
  context,
  watch,
}) => {
  // The browser's own words about the network that is gone.
  watch.allow(/net::ERR_INTERNET_DISCONNECTED/);
  await openRoute(page, "#/lab/first-look/rate-per-pod");
  await readyOffline(page);
  await context.setOffline(true);
  await page.reload();
  await worldReady(page);
  const query = await openPanel(page, "q", "query");
  await expect(query.locator(".monaco-editor").first()).toBeVisible();
  const terminal = await openPanel(page, "r", "terminal");
  await expect(terminal.locator(".xterm").first()).toBeVisible();
  const model = await openPanel(page, "m", "model");
  await expect(model).toContainText("WebAssembly, one thread", { timeout: 30_000 });
  await choosePlainEditor(page);
  await openPanel(page, "q", "query");
  const editor = page.getByRole("textbox", { name: "PromQL expression" });
  await editor.fill(solution("first-look", "rate-per-pod"));
  await editor.press("Shift+Enter");
  await check(page, "pass");
  await expect(page.locator("header output")).toHaveText("Saved");
  await page.reload();
  await worldReady(page);
  await expect(page.locator(".verdict")).toHaveAttribute("data-status", "pass");
});

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** Serves a copy of the build from a sub-path, without any header of its own. */
function serveCopy(folder: string): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname.replace(/^\/nines\//, "");
    try {
      const body = readFileSync(join(folder, path === "" ? "index.html" : path));
      const type = types[extname(path === "" ? "index.html" : path)] ?? "application/octet-stream";
      response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-cache" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () =>
      resolve({ server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/nines/` }),
    );
  });
}

/** Puts a build with another version in place: a comment in a stylesheet, and the new version's name. */
function rebuild(folder: string, version: string): void {
  for (const file of ["index.html", "service-worker.js"]) {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    const old = /name="nines-version" content="(\w+)"/.exec(readFileSync(join(folder, "index.html"), "utf8"));
    writeFileSync(path, text.replaceAll(/\b[0-9a-f]{12}\b/g, version));
    if (old === null) throw new Error("the page names no version");
  }
}

test("a new build is announced, kept whole, and an update that is cut short changes nothing", async ({
  browser,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "nines-copy-"));
  cpSync(process.env.NINES_DIST ?? "dist", folder, { recursive: true });
  const { server, url } = await serveCopy(folder);
  const context = await browser.newContext({ serviceWorkers: "allow" });
  try {
    const page = await context.newPage();
    await page.goto(url);
    await worldReady(page);
    await readyOffline(page);
    const kept = () => page.evaluate(() => caches.keys());
    const first = await kept();
    expect(first).toHaveLength(1);

    // One file of the next version does not arrive: the old one stays, whole.
    const theme = readFileSync(join(folder, "theme.js"));
    const before = readFileSync(join(folder, "index.html"), "utf8");
    const worker = readFileSync(join(folder, "service-worker.js"), "utf8");
    rebuild(folder, "111111111111");
    writeFileSync(join(folder, "index.html"), before);
    rmSync(join(folder, "theme.js"));
    await page.evaluate(() => navigator.serviceWorker.ready.then((kept) => kept.update()));
    await expect.poll(kept).toEqual(first);
    await expect(page.getByText("A new version is ready")).toHaveCount(0);
    writeFileSync(join(folder, "theme.js"), theme);
    writeFileSync(join(folder, "service-worker.js"), worker);

    // A whole one is announced, waits for the learner, and the old one is thrown away after it.
    rebuild(folder, "222222222222");
    await page.evaluate(() => navigator.serviceWorker.ready.then((kept) => kept.update()));
    await expect(page.getByText("A new version is ready")).toBeVisible({ timeout: 60_000 });
    await page.getByRole("button", { name: "Reload" }).click();
    // Saving comes before the reload: until the version has changed, the old page would answer for the new.
    await expect(page.locator('meta[name="nines-version"]')).toHaveAttribute("content", "222222222222");
    await worldReady(page);
    await readyOffline(page);
    await expect.poll(kept, { timeout: 20_000 }).toHaveLength(1);
    expect((await kept())[0]).toContain("222222222222");

    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    await page.reload();
    await worldReady(page);
  } finally {
    await context.close();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
