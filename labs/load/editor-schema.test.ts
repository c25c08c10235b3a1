import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { editorSchema } from "./editor-schema.ts";

test("labs/lab.schema.json is what npm run schema writes", () => {
  const path = new URL("../lab.schema.json", import.meta.url);
  expect(readFileSync(path, "utf8"), "stale; run npm run schema").toBe(editorSchema());
});
