import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";

const bin = fileURLToPath(new URL("./bin.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "nines-cli-"));

function nines(...argv: string[]): { code: number | null; out: string; err: string } {
  const run = spawnSync(process.execPath, [bin, ...argv], {
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

// The first start bundles the sources.
beforeAll(() => {
  expect(nines("help").code).toBe(0);
}, 60_000);

describe("misuse is one line, the usage, and exit code 2", () => {
  test.each([
    [["hsah"], 'unknown command "hsah"; did you mean "hash"?'],
    [
      ["hash", "flagship-leek", "--seed", "1"],
      'unknown scenario "flagship-leek"; did you mean "flagship-leak"?',
    ],
    [["hash", "flagship-leak"], "--seed is missing"],
    [
      ["hash", "flagship-leak", "--seed", "abc"],
      'Seed must be a whole number from 0 to 4294967295, got "abc".',
    ],
    [["hash", "flagship-leak", "--sead", "1"], "unknown flag --sead; did you mean --seed?"],
    [
      ["grade", "gpu-memory-leek", "find-the-slope", "x"],
      'unknown lab "gpu-memory-leek"; did you mean "gpu-memory-leak"?',
    ],
    [["grade", "gpu-memory-leak", "find-the-slop", "x"], 'did you mean "find-the-slope"?'],
    [["grade", "gpu-memory-leak", "find-the-slope", "/no/such/file"], "/no/such/file: no such file"],
    [["query", "--time", "5", "up"], "give --openmetrics FILE or --world SCENARIO"],
    [["promqltest"], "no .test file was found"],
  ])("nines %j", (argv, message) => {
    const { code, out, err } = nines(...argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
    expect(err).not.toContain("    at ");
  });

  test("a malformed OpenMetrics file names the line", () => {
    const path = file("bad.om", 'up{job="a} 1 1\n# EOF\n');
    const { code, err } = nines("query", "--openmetrics", path, "--time", "1", "up");
    expect(code).toBe(2);
    expect(err).toMatch(/bad\.om:1: /);
  });
});

describe("answers", () => {
  test("query prints the API's body byte for byte", () => {
    const path = file("up.om", 'up{job="a"} 4.5 60\nup{job="a"} 4.5 75\n# EOF\n');
    expect(nines("query", "--openmetrics", path, "--time", "80", "--json", "up")).toEqual({
      code: 0,
      out: '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","job":"a"},"value":[80,"4.5"]}]}}\n',
      err: "",
    });
  });

  test("query --explain tells the samples behind a value", () => {
    const path = file(
      "x.om",
      "# TYPE x counter\nx_total 0 15\nx_total 30 30\nx_total 60 45\nx_total 90 60\n# EOF\n",
    );
    const { code, out } = nines(
      "query",
      "--openmetrics",
      path,
      "--time",
      "60",
      "--explain",
      "rate(x_total[1m])",
    );
    expect(code).toBe(0);
    const { data, explain } = JSON.parse(out);
    expect(explain.samples).toBe(4);
    const [rate] = explain.trace.nodes;
    expect(Number(data.result[0].value[1])).toBe(rate.values[0].value);
    expect(rate.detail.windows[0].timesMs).toEqual([15_000, 30_000, 45_000, 60_000]);
    expect(rate.detail.windows[0].values).toEqual([0, 30, 60, 90]);
  });

  test("a query that does not parse is exit code 1, with the error in the body", () => {
    const path = file("up2.om", "up 1 60\n# EOF\n");
    const { code, out } = nines("query", "--openmetrics", path, "--time", "80", "--json", "sum(up");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      status: "error",
      errorType: "bad_data",
      error: 'invalid parameter "query": 1:7: parse error: unclosed left parenthesis',
    });
  });

  test("batch answers line by line, in order, with the time taken", () => {
    const path = file("up3.om", "up 1 60\nup 2 75\n# EOF\n");
    const batch = file(
      "batch.jsonl",
      '{"expr":"up","time":80}\n{"expr":"up + 1","start":60,"end":90,"step":15}\n',
    );
    const { code, out } = nines("query", "--openmetrics", path, "--batch", batch);
    const bodies = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(bodies.map(({ data }) => data.resultType)).toEqual(["vector", "matrix"]);
    expect(bodies.every(({ ms }) => typeof ms === "number")).toBe(true);
  });

  test("an expression that begins with a minus is a word", () => {
    expect(nines("parse", "-1").out).toContain("[0,2)");
  });

  test("a parse error goes to standard error", () => {
    expect(nines("parse", "sum(rate(x[5m])")).toEqual({
      code: 1,
      out: "",
      err: "1:16: parse error: unclosed left parenthesis\n",
    });
  });

  test("rules check says what promtool says", () => {
    const path = file(
      "rules.yml",
      "groups:\n  - name: g\n    rules:\n      - record: a:b\n        expr: sum(up)\n",
    );
    expect(nines("rules", "check", path)).toEqual({
      code: 0,
      out: `Checking ${path}\n  SUCCESS: 1 rules found\n\n`,
      err: "",
    });
  });

  test("the same seed has the same hash, another seed another", () => {
    const [a, b, c] = [1, 1, 2].map((seed) => nines("hash", "flagship-healthy", "--seed", String(seed)).out);
    expect(a).toMatch(/^[0-9a-f]{32}\n$/);
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });
});
