import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("the page's policy allows the sandbox's script by its hash, in the page and in our server", () => {
  const hash = createHash("sha256").update(read("web/sandbox/frame.js")).digest("base64");
  expect(read("web/index.html")).toContain(`'sha256-${hash}'`);
  expect(read("scripts/serve.mjs")).toContain(`'sha256-${hash}'`);
});

test("no inline script and no eval is allowed beyond it", () => {
  for (const path of ["web/index.html", "scripts/serve.mjs"]) {
    const policy = /script-src [^;]*/.exec(read(path))?.[0] ?? "";
    expect(policy).toMatch(/^script-src 'self' 'wasm-unsafe-eval' 'sha256-[\w+/=]+'$/);
  }
});
