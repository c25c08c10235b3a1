import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Labels } from "../../tsdb/labels.ts";
import { md5 } from "./md5.ts";
import { readRelabelFile } from "./read-relabel-file.ts";
import { hashMod, relabel, targetLabels } from "./relabel.ts";
import { relabelText } from "./relabel-text.ts";

function run(rules: string, labels: Record<string, string>) {
  const read = readRelabelFile(rules);
  if (!read.ok) throw new Error(read.error);
  return relabel(Labels.of(labels), read.configs);
}

describe("hashmod", () => {
  test.each([
    ["baz", 1000n, 976n],
    ["foo\nbar", 1000n, 734n],
    ["10.0.0.1:8080", 3n, 0n],
  ])("%j modulo %d", (text, modulus, shard) => {
    expect(hashMod(text, modulus)).toBe(shard);
  });

  test("spreads targets by hash, not in turns", () => {
    const shards = Array.from({ length: 9 }, (_, i) => Number(hashMod(`gpu-${i}:8000`, 3n)));
    expect(shards).toEqual([2, 2, 2, 2, 1, 0, 0, 1, 1]);
  });

  test("going from three shards to four moves about three targets in four", () => {
    const targets = Array.from({ length: 1000 }, (_, i) => `host-${i}:9100`);
    const moved = targets.filter((one) => hashMod(one, 3n) !== hashMod(one, 4n)).length;
    expect(moved).toBeGreaterThan(700);
    expect(moved).toBeLessThan(800);
  });

  test("MD5 equals the platform's", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const wanted = createHash("md5").update(bytes).digest("hex");
        expect(Buffer.from(md5([...bytes])).toString("hex")).toBe(wanted);
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

/** Rules, labels and the labels after, null when dropped; from upstream's model/relabel/relabel_test.go. */
const cases: {
  name: string;
  rules: string;
  labels: Record<string, string>;
  after: Record<string, string> | null;
}[] = JSON.parse(readFileSync(new URL("testdata/cases.json", import.meta.url), "utf8"));

test.each(cases)("$name", ({ rules, labels, after }) => {
  const result = run(rules, labels);
  expect(result.kept ? result.labels.toRecord() : null).toEqual(after);
});
describe("rules that Prometheus refuses", () => {
  test.each([
    ["[{action: nope}]", 'unknown relabel action "nope"'],
    ["[{action: hashmod, target_label: a}]", "relabel configuration for hashmod requires non-zero modulus"],
    ["[{source_labels: [a]}]", "relabel configuration for replace action requires 'target_label' value"],
    [
      "[{action: lowercase, source_labels: [a]}]",
      "relabel configuration for lowercase action requires 'target_label' value",
    ],
    [
      "[{action: uppercase, source_labels: [a], target_label: b, replacement: x}]",
      "'replacement' can not be set for uppercase action",
    ],
    [
      "[{action: keepequal, source_labels: [a], target_label: b, regex: x}]",
      "keepequal action requires only 'source_labels' and `target_label`, and no other fields",
    ],
    [
      "[{action: dropequal, source_labels: [a], target_label: b, separator: x}]",
      "dropequal action requires only 'source_labels' and `target_label`, and no other fields",
    ],
    [
      "[{action: labeldrop, source_labels: [a]}]",
      "labeldrop action requires only 'regex', and no other fields",
    ],
    [
      "[{action: labelkeep, regex: a, target_label: b}]",
      "labelkeep action requires only 'regex', and no other fields",
    ],
    ["[{action: labelmap, replacement: ''}]", "\"\" is invalid 'replacement' for labelmap action"],
    [
      "[{target_label: a, foo: b}]",
      "yaml: unmarshal errors:\n  line 1: field foo not found in type relabel.plain",
    ],
    [
      "[{target_label: a, modulus: x}]",
      "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `x` into uint64",
    ],
  ])("%s", (text, error) => {
    expect(readRelabelFile(text)).toMatchObject({ ok: false, error });
  });

  test("a pattern that does not compile has RE2's text", () => {
    const read = readRelabelFile("[{target_label: a, regex: '(a'}]");
    expect(read.ok ? "" : read.error).toMatch(/^error parsing regexp: missing closing \)/);
  });
});

describe("the trace", () => {
  test("tells each step and where a target was dropped", () => {
    const result = run(
      "[{source_labels: [__meta_role], target_label: role}, {regex: '__meta_(.+)', action: labelmap}, {source_labels: [role], regex: db, action: keep}, {target_label: x, replacement: y}]",
      { __address__: "a:1", __meta_role: "web" },
    );
    expect(result.kept).toBe(false);
    expect(result.steps.map(({ matched, dropped }) => [matched, dropped])).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ]);
    expect(relabelText(result)).toBe(
      '1 replace  source="web" -> role="web"\n2 labelmap -> kept as it is\n3 keep  source="web" -> dropped\ndropped by rule 3 (keep)\n',
    );
  });

  test("ends with the labels that are left", () => {
    expect(relabelText(run("[{regex: b, action: labeldrop}]", { a: "1", b: "2" }))).toBe(
      '1 labeldrop -> b removed\n{a="1"}\n',
    );
  });

  test("meta labels vanish and instance falls back to the address", () => {
    const labels = Labels.of({ __address__: "a:1", __meta_x: "1", __tmp_y: "2", job: "j" });
    expect(targetLabels(labels).toRecord()).toEqual({ __address__: "a:1", instance: "a:1", job: "j" });
  });
});

describe("files", () => {
  const config = `scrape_configs:
- job_name: one
  relabel_configs: [{target_label: a, replacement: "1"}]
- job_name: two
  relabel_configs: [{target_label: a, replacement: "2"}]
  metric_relabel_configs: [{target_label: a, replacement: m}]
`;
  const value = (options: Parameters<typeof readRelabelFile>[1]) => {
    const read = readRelabelFile(config, options);
    return read.ok ? read.configs.map(({ replacement }) => replacement) : read.error;
  };

  test("a whole prometheus.yml, by job", () => {
    expect(value({})).toEqual(["1"]);
    expect(value({ job: "two" })).toEqual(["2"]);
    expect(value({ job: "two", metrics: true })).toEqual(["m"]);
    expect(value({ job: "one", metrics: true })).toEqual([]);
    expect(value({ job: "three" })).toBe('no scrape job named "three"');
  });

  test("a bare list and a mapping", () => {
    expect(readRelabelFile("- {target_label: a}")).toMatchObject({
      ok: true,
      configs: [{ action: "replace" }],
    });
    expect(readRelabelFile("relabel_configs:\n- {target_label: a}")).toMatchObject({ ok: true });
    expect(readRelabelFile("")).toEqual({ ok: true, configs: [] });
  });
});
