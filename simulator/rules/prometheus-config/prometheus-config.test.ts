import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { Labels } from "../../tsdb/labels.ts";
import { readPrometheusConfig } from "./read-prometheus-config.ts";
import { type DiscoveredTarget, scrapedLabels, scrapeTargets } from "./scrape-targets.ts";

const installed = spawnSync("promtool", ["--version"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "nines-promtool-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What Debian's promtool 2.42 says of each file, in one run; undefined for a file it takes. */
function promtool(texts: readonly string[]): readonly (string | undefined)[] {
  const names = texts.map((text, i) => {
    writeFileSync(join(folder, `f${i}.yml`), text);
    return `f${i}.yml`;
  });
  const { stdout, stderr } = spawnSync("promtool", ["check", "config", "--syntax-only", ...names], {
    cwd: folder,
    encoding: "utf8",
  });
  return names.map((name) => {
    const marker = `FAILED: parsing YAML file ${name}: `;
    const all = `${stdout}\n${stderr}`;
    const from = all.indexOf(marker);
    if (from < 0) return undefined;
    const rest = all.slice(from + marker.length);
    return rest.slice(0, rest.search(/\n\n|\nChecking |\n {2}FAILED|$(?![\s\S])/)).trimEnd();
  });
}

const ours = (text: string): string | undefined => {
  const result = readPrometheusConfig(text);
  return result.ok ? undefined : result.error;
};

const job = (rest: string): string => `scrape_configs: [{job_name: a, ${rest}}]`;

/** Debian's build knows neither Kubernetes nor cloud discovery, so those are left out. */
const cases: readonly string[] = [
  "",
  "global: {}",
  "foo: 1",
  "global: {scrap_interval: 10s}",
  "global: {scrape_interval: 10s, scrape_timeout: 20s}",
  "global: {scrape_interval: 5s}",
  "global: {scrape_interval: 10x}".replace("10x", "ten"),
  'global: {external_labels: {"a-b": x}}',
  "global: {external_labels: {region: us-west, replica: $(REPLICA)}}",
  "scrape_configs: [null]",
  "scrape_configs: {a: b}",
  "scrape_configs: [{foo: 1}]",
  "scrape_configs: [{metrics_path: /x}]",
  "scrape_configs: [{job_name: a},{job_name: a}]",
  "scrape_configs: [{job_name: a},{job_name: b}]",
  job("foo: 1"),
  job("scrape_interval: 10s, scrape_timeout: 20s"),
  job("scrape_interval: 5s"),
  job("honor_labels: maybe"),
  job("honor_labels: true, honor_timestamps: false"),
  job("sample_limit: x"),
  job("sample_limit: -1"),
  job("sample_limit: 500, label_limit: 30, label_value_length_limit: 200, target_limit: 9"),
  job('static_configs: [{targets: ["http://a:1"]}]'),
  job("static_configs: [{targets: [a], label: {}}]"),
  job('static_configs: [{targets: [a], labels: {"a-b": x}}]'),
  job("static_configs: [{targets: [a:1, b:1], labels: {region: r}}]"),
  job("file_sd_configs: [{files: []}]"),
  job("file_sd_configs: [{file: []}]"),
  job('file_sd_configs: [{files: ["a*b/c.json"]}]'),
  job('file_sd_configs: [{files: ["targets/*.json", "x.yml"], refresh_interval: 1m}]'),
  job('file_sd_configs: [{files: ["targets/gpu"]}]'),
  job('params: {"match[]": x}'),
  job('params: {"match[]": ["{job=\\"a\\"}"]}'),
  job("metric_relabel_configs: [{action: x}]"),
  job("metric_relabel_configs: [null]"),
  job("relabel_configs: [null]"),
  job("metric_relabel_configs: [{source_label: [a]}]"),
  job("metric_relabel_configs: [{action: labeldrop, regex: a, target_label: b}]"),
  job("relabel_configs: [{action: hashmod, source_labels: [__address__], target_label: __tmp_hash}]"),
  job("relabel_configs: [{action: hashmod, source_labels: [__address__], target_label: h, modulus: 3}]"),
  job("metric_relabel_configs: [{source_labels: [__name__], regex: a|b, action: keep}]"),
  "alerting: {alert_relabel_configs: [{regex: a, action: labeldrop}], foo: 1}",
  "alerting: {alert_relabel_configs: [{regex: replica, action: labeldrop}]}",
  'rule_files: ["a*/b["]',
  'rule_files: ["rules/*.yml"]',
];

describe("against promtool", () => {
  test("the same files load, and the same texts refuse the rest", () => {
    if (!installed) {
      process.stdout.write("promtool is not installed; comparison with it skipped\n");
      expect(installed).toBe(false);
      return;
    }
    const theirs = promtool(cases);
    expect(cases.map((text) => [text, ours(text)])).toEqual(cases.map((text, i) => [text, theirs[i]]));
    expect(theirs.filter((text) => text === undefined).length).toBeGreaterThan(12);
  });
});

test("texts that load no file are values, whatever they hold", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.constantFrom(...cases), (noise, base) => {
      const at = noise.length % (base.length + 1);
      const result = readPrometheusConfig(base.slice(0, at) + noise + base.slice(at));
      expect(typeof result.ok).toBe("boolean");
    }),
    { numRuns: 400, seed: 7 },
  );
});

describe("loaded values", () => {
  const load = (text: string) => {
    const result = readPrometheusConfig(text);
    if (!result.ok) throw new Error(result.error);
    return result.config;
  };
  const west: readonly DiscoveredTarget[] = [
    { address: "10.0.0.1:8000", labels: { pod: "a", __meta_team: "ml" } },
    { address: "10.0.0.2:8000", labels: { pod: "b", __meta_team: "web" } },
  ];
  const files = new Map([["targets/west.json", west]]);

  test("intervals and timeouts come from global where the job names none", () => {
    const [a, b] = load(
      "global: {scrape_interval: 30s}\nscrape_configs: [{job_name: a}, {job_name: b, scrape_interval: 5s}]",
    ).jobs;
    expect([a?.intervalMs, a?.timeoutMs, b?.intervalMs, b?.timeoutMs]).toEqual([30_000, 10_000, 5000, 5000]);
  });

  test("other discovery loads and is told apart", () => {
    expect(load(job("kubernetes_sd_configs: [{role: pod}]")).jobs[0]?.otherDiscovery).toEqual([
      "kubernetes_sd_configs",
    ]);
  });

  test("targets: files by pattern, relabelling, and hidden labels gone", () => {
    const [one] = load(
      job(
        'file_sd_configs: [{files: ["targets/*.json"]}], relabel_configs: [{source_labels: [__meta_team], regex: ml, action: keep}]',
      ),
    ).jobs;
    if (one === undefined) throw new Error("no job");
    const found = scrapeTargets(one, files);
    expect(found.map(({ labels }) => Object.fromEntries(labels.pairs))).toEqual([
      { job: "a", instance: "10.0.0.1:8000", pod: "a" },
    ]);
  });

  test("a job without discovery has no targets, and one `*` stays within its folder", () => {
    const empty = load(job("metrics_path: /x")).jobs[0];
    const deeper = load(job('file_sd_configs: [{files: ["*.json"]}]')).jobs[0];
    if (empty === undefined || deeper === undefined) throw new Error("no job");
    expect([scrapeTargets(empty, files), scrapeTargets(deeper, files)]).toEqual([[], []]);
  });

  test("a clash of labels renames the sample's own, or keeps it with honor_labels", () => {
    const own = new Map([
      ["job", "ml"],
      ["instance", ""],
    ]);
    const target = Labels.of({ job: "federate", instance: "prometheus:9090" });
    expect(Object.fromEntries(scrapedLabels(own, target, false).pairs)).toEqual({
      exported_job: "ml",
      job: "federate",
      instance: "prometheus:9090",
    });
    expect(Object.fromEntries(scrapedLabels(own, target, true).pairs)).toEqual({ job: "ml" });
  });
});
