import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { labFiles } from "../../cli/load-labs.ts";
import { grade } from "../grader/grade.ts";
import { WorldCache } from "../grader/world-supply.ts";
import { compileLab } from "../load/compile-lab.ts";
import { recordingRule } from "./recording-rule.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const slug = "18-recording-rules";
const lab = compileLab(slug, labFiles(root, slug));
const cache = new WorldCache();

const buckets = 'http_request_duration_seconds_bucket{job="ml-serving"}';
const right = `sum by (node, le) (rate(${buckets}[5m]))`;
const name = "node_le:http_request_duration_seconds_bucket:rate5m";
const recorded = `histogram_quantile(0.99, sum by (le) (${name}))`;

function file(expr: string, record = name, interval = "1m"): string {
  return `groups:\n- name: g\n  interval: ${interval}\n  rules:\n  - record: ${record}\n    expr: >-\n      ${expr}\n`;
}

const seen = new Set<string>();

async function verdict(step: string, answer: string): Promise<string> {
  const { status, findings } = await grade(lab, step, answer, { seeds: [3, 11], cache });
  for (const { code } of findings) seen.add(code);
  return status === "pass" ? "pass" : (findings[0]?.code ?? status);
}

const equalRules: readonly (readonly [what: string, file: string])[] = [
  ["grouping behind", file(`sum(rate(${buckets}[5m])) by (node, le)`)],
  [
    "labels the other way round",
    file(`sum by (le, node) (rate(${buckets}[5m]))`, "le_node:http_request_duration_seconds_bucket:rate5m"),
  ],
  ["le left out of the level", file(right, "node:http_request_duration_seconds_bucket:rate5m")],
  [
    "a node's region kept",
    file(
      right.replace("node, le", "region, node, le"),
      "region_node_le:http_request_duration_seconds_bucket:rate5m",
    ),
  ],
  ["every 15 seconds", file(right, name, "15s")],
  ["the job matched by a pattern", file(right.replace('job="ml-serving"', 'job=~"ml-serving"'))],
  ["the window in seconds", file(right.replace("[5m]", "[300s]"))],
  ["added to nothing", file(`${right} + 0`)],
  ["times one", file(`1 * ${right}`)],
  ["with spaces and a comment", file(`sum  by(node,le)( rate( ${buckets}[5m] ) )`)],
  ["an offset of nothing", file(right.replace("[5m]", "[5m] offset 0s"))],
  ["a second rule beside it", `${file(right)}  - record: job:up:sum\n    expr: sum by (job) (up)\n`],
  ["with a label of its own", `${file(right)}    labels: { team: serving }\n`],
];

const wrongRules: readonly (readonly [what: string, code: string, file: string])[] = [
  ["a shorter window", "differs", file(right.replace("[5m]", "[2m]"), name.replace("5m", "2m"))],
  ["a longer window", "differs", file(right.replace("[5m]", "[10m]"), name.replace("5m", "10m"))],
  ["half a minute ago", "differs", file(right.replace("[5m]", "[5m] offset 1m"))],
  [
    "twice as much of one node",
    "differs",
    file(
      `${right} * 2 and on (node) ${right}{node="gpu-node-1"} or ${right}`.replaceAll(
        `${right}{node="gpu-node-1"}`,
        `sum by (node, le) (rate(http_request_duration_seconds_bucket{job="ml-serving",node="gpu-node-1"}[5m]))`,
      ),
    ),
  ],
  ["one node only", "differs", file(right.replace('job="ml-serving"', 'job="ml-serving",node="gpu-node-1"'))],
  ["irate", "differs", file(right.replace("rate(", "irate("), name.replace("rate5m", "irate5m"))],
  ["deriv of counters", "differs", file(right.replace("rate(", "deriv("), name.replace("rate5m", "deriv5m"))],
  ["rate of a sum", "differs", file(`rate(sum by (node, le) (${buckets})[5m:15s])`)],
  ["largest pod", "not-reaggregable", file(right.replace("sum by", "max by"))],
  ["smallest pod", "not-reaggregable", file(right.replace("sum by", "min by"))],
  ["average pod", "not-reaggregable", file(right.replace("sum by", "avg by"))],
  ["number of pods", "not-reaggregable", file(right.replace("sum by", "count by"))],
  ["without node", "not-reaggregable", file(right.replace("node, le", "le"), name.replace("node_le", "le"))],
  [
    "without le",
    "not-reaggregable",
    file(right.replace("node, le", "node"), name.replace("node_le", "node")),
  ],
  [
    "without any label",
    "not-reaggregable",
    file(right.replace("by (node, le) ", ""), ":http_request_duration_seconds_bucket:rate5m"),
  ],
  [
    "the quantile itself",
    "not-reaggregable",
    file(`histogram_quantile(0.99, ${right})`, "node:http_request_duration_seconds_bucket:p99"),
  ],
  [
    "the share itself",
    "not-reaggregable",
    file(
      `${right} / on (node) group_left () sum by (node) (rate(http_request_duration_seconds_count{job="ml-serving"}[5m]))`,
    ),
  ],
  [
    "every pod",
    "not-cheaper",
    file(right.replace("node, le", "pod, node, le"), name.replace("node_le", "pod_node_le")),
  ],
  [
    "every label",
    "not-cheaper",
    file(`rate(${buckets}[5m])`, ":http_request_duration_seconds_bucket:rate5m"),
  ],
  ["every five minutes", "too-seldom", file(right, name, "5m")],
  ["another metric", "no-series", file(right.replace("http_request_duration", "http_requests_duration"))],
  ["another job", "no-series", file(right.replace("ml-serving", "ml_serving"))],
  ["a name without levels", "name-level", file(right, "latency_rate5m")],
  ["a name of another window", "name-level", file(right, name.replace("5m", "1m"))],
  [
    "a name of another metric",
    "name-level",
    file(right, name.replace("http_request_duration_seconds_bucket", "http_requests")),
  ],
  ["a name of a metric that exists", "name-taken", file(right, "http_requests_total")],
  ["two series with one name", "evaluation-error", file(`label_replace(${right}, "node", "", "", "")`)],
  ["not YAML", "does-not-parse", "groups: ["],
  ["no rule", "no-rule", "groups: []\n"],
  ["an expression that does not parse", "does-not-parse", file(`${right} +`)],
];

describe("a recording rule", () => {
  test.each(equalRules)("%s is accepted", async (_what, text) => {
    expect(await verdict("record-it", text)).toBe("pass");
  });

  test.each(wrongRules)("%s is rejected as %s", async (_what, code, text) => {
    expect(await verdict("record-it", text)).toBe(`recording-rule/${code}`);
  });
});

describe("a query over recorded series", () => {
  test.each([
    recorded,
    `histogram_quantile(0.99, sum without (node) (${name}))`,
    `histogram_quantile(0.99,\n  sum(${name}) by (le)\n)`,
    `histogram_quantile(0.99, sum by (le) ({__name__="${name}"}))`,
    `histogram_quantile(99 / 100, sum by (le) (${name} * 1))`,
  ])("%s is accepted", async (query) => {
    expect(await verdict("read-it", query)).toBe("pass");
  });

  test.each([
    [recorded.replace("0.99", "0.9"), "differs"],
    [recorded.replace("0.99", "99"), "differs"],
    [recorded.replace("sum", "count"), "differs"],
    [`${recorded} * 1000`, "differs"],
    [recorded.replace(name, `${name}{node="gpu-node-1"}`), "differs"],
    [recorded.replace(name, `${name} offset 5m`), "differs"],
    [recorded.replace(name, `avg_over_time(${name}[1h])`), "differs"],
    [recorded.replace(name, name.replace("rate5m", "rate1m")), "no-series"],
    [`histogram_quantile(0.99, sum by (le) (rate(${buckets}[5m])))`, "not-cheaper"],
    ["", "does-not-parse"],
  ])("%s is rejected as %s", async (query, code) => {
    expect(await verdict("read-it", query)).toBe(`recording-rule/${code}`);
  });
});

test("every code occurs above", () => {
  expect(recordingRule.codes.filter((code) => !seen.has(`recording-rule/${code}`))).toEqual([]);
});
