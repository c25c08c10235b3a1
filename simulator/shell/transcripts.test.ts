import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { createWorld } from "../world.ts";
import type { World } from "../world-types.ts";

const folder = new URL("testdata/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".txt"));

/**
 * A transcript is `# comment` lines, then commands as `$ line` with what they print. Standard error stands
 * behind `! `, an exit code other than 0 in `[exit N]`. `@ 13:00` advances a world of the file's own to that
 * time, `@ 14:20 flagship-exit` names its scenario; a file without it is read-only and shares the world at 14:31.
 */
function replay(text: string, shared: World): string {
  const scenario = /^@ \S+ (\S+)$/m.exec(text)?.[1] ?? "flagship-leak";
  const own = /^@ /m.test(text) ? createWorld(scenario, 1) : undefined;
  const world = own ?? shared;
  const out: string[] = [];
  for (const line of text.split("\n")) {
    const heading = out.every((part) => part.startsWith("# "));
    if (heading && line.startsWith("# ")) out.push(line);
    if (line.startsWith("@ ")) {
      const [hours = "", minutes = "", seconds = "0"] = (line.split(" ")[1] ?? "").split(":");
      world.advance(Date.UTC(2025, 9, 15, Number(hours), Number(minutes), Number(seconds)));
      out.push(line);
    }
    if (line.startsWith("$ ")) out.push(line, run(world, line.slice(2)));
  }
  return `${out.filter((part) => part !== "").join("\n")}\n`;
}

function run(world: World, line: string): string {
  const result = world.act({ kind: "command", atMs: world.nowMs, line });
  if (result === undefined) throw new Error(`no result for ${line}`);
  const body = (text: string) => (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
  const parts = result.stdout === "" ? [] : body(result.stdout).map((text) => (text === "" ? " " : text));
  if (result.stderr !== "") parts.push(...body(result.stderr).map((text) => `! ${text}`));
  if (result.exitCode !== 0) parts.push(`[exit ${result.exitCode}]`);
  return parts.join("\n");
}

describe("transcripts", () => {
  let shared: World;
  beforeAll(() => {
    shared = createWorld("flagship-leak", 1);
    shared.advance(shared.openAtMs);
  });

  test.each(files)("%s", async (name) => {
    const url = new URL(name, folder);
    const before = shared.cluster.events.length;
    await expect(replay(readFileSync(url, "utf8"), shared)).toMatchFileSnapshot(url.pathname);
    expect(shared.cluster.events.length).toBe(before);
  });
});
