import { DecodeFailure, GoDecoder } from "../yaml/decode.ts";
import { readYaml } from "../yaml/read-yaml.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";
import { parseTimestamp } from "./parse-timestamp.ts";
import type { AlertTest, ExprTest, TestGroup, UnitTestFile } from "./test-file-types.ts";

export type TestFileResult =
  | { readonly ok: true; readonly file: UnitTestFile }
  | { readonly ok: false; readonly error: string; readonly line: number };

/** Reads a promtool unit-test file; the error is promtool's. */
export function readTestFile(text: string): TestFileResult {
  const yaml = readYaml(text, { anchors: true });
  if (yaml.problem !== undefined) return { ok: false, error: yaml.problem.text, line: yaml.problem.line };
  const decoder = new GoDecoder("v2", true);
  try {
    const file = decodeFile(decoder, yaml.root);
    const error = decoder.errorText();
    if (error !== undefined) return { ok: false, error, line: decoder.complaints[0]?.node.line ?? 1 };
    return { ok: true, file };
  } catch (failure) {
    if (failure instanceof DecodeFailure)
      return { ok: false, error: failure.message, line: failure.node.line };
    throw failure;
  }
}

function decodeFile(decoder: GoDecoder, root: YamlNode | undefined): UnitTestFile {
  const file = {
    ruleFiles: [] as string[],
    evaluationIntervalMs: 0,
    groupEvalOrder: [] as string[],
    fuzzyCompare: false,
    tests: [] as TestGroup[],
  };
  const strings = (value: YamlNode) => decoder.list(value, "[]string", (item) => decoder.string(item));
  if (root !== undefined) {
    decoder.struct(root, "main.unitTestFile", {
      rule_files: (value) => {
        file.ruleFiles = strings(value);
      },
      evaluation_interval: (value) => {
        file.evaluationIntervalMs = decoder.duration(value);
      },
      group_eval_order: (value) => {
        file.groupEvalOrder = strings(value);
      },
      fuzzy_compare: (value) => {
        file.fuzzyCompare = decoder.bool(value);
      },
      tests: (value) => {
        file.tests = decoder.list(value, "[]main.testGroup", (item) => readGroup(decoder, item));
      },
    });
  }
  return { ...file, evaluationIntervalMs: file.evaluationIntervalMs || 60_000 };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function readGroup(decoder: GoDecoder, node: YamlNode): TestGroup {
  const group: Mutable<TestGroup> = {
    node,
    name: "",
    intervalMs: 0,
    inputSeries: [],
    alertTests: [],
    exprTests: [],
    externalLabels: {},
    externalUrl: "",
    startMs: 0,
  };
  decoder.struct(node, "main.testGroup", {
    interval: (value) => {
      group.intervalMs = decoder.duration(value);
    },
    input_series: (value) => {
      group.inputSeries = decoder.list(value, "[]main.series", (item) => readSeries(decoder, item));
    },
    alert_rule_test: (value) => {
      group.alertTests = decoder.list(value, "[]main.alertTestCase", (item) => readAlertTest(decoder, item));
    },
    promql_expr_test: (value) => {
      group.exprTests = decoder.list(value, "[]main.promqlTestCase", (item) => readExprTest(decoder, item));
    },
    external_labels: (value) => {
      group.externalLabels = Object.fromEntries(decoder.stringMap(value));
    },
    external_url: (value) => {
      group.externalUrl = decoder.string(value);
    },
    name: (value) => {
      group.name = decoder.string(value);
    },
    start_timestamp: (value) => {
      const text = decoder.string(value);
      const time = parseTimestamp(text);
      if (time === undefined) {
        throw new DecodeFailure(`cannot parse ${JSON.stringify(text)} to a valid timestamp`, value);
      }
      group.startMs = time;
    },
  });
  return group;
}

function readSeries(decoder: GoDecoder, node: YamlNode): { series: string; values: string } {
  const series = { series: "", values: "" };
  decoder.struct(node, "main.series", {
    series: (value) => {
      series.series = decoder.string(value);
    },
    values: (value) => {
      series.values = decoder.string(value);
    },
  });
  return series;
}

function readAlertTest(decoder: GoDecoder, node: YamlNode): AlertTest {
  const test: Mutable<AlertTest> = { evalTimeMs: 0, alertname: "", expected: [] };
  decoder.struct(node, "main.alertTestCase", {
    eval_time: (value) => {
      test.evalTimeMs = decoder.duration(value);
    },
    alertname: (value) => {
      test.alertname = decoder.string(value);
    },
    exp_alerts: (value) => {
      test.expected = decoder.list(value, "[]main.alert", (item) => {
        const alert = { labels: new Map<string, string>(), annotations: new Map<string, string>() };
        decoder.struct(item, "main.alert", {
          exp_labels: (labels) => {
            alert.labels = decoder.stringMap(labels);
          },
          exp_annotations: (annotations) => {
            alert.annotations = decoder.stringMap(annotations);
          },
        });
        return alert;
      });
    },
  });
  return test;
}

function readExprTest(decoder: GoDecoder, node: YamlNode): ExprTest {
  const test: Mutable<ExprTest> = { expr: "", evalTimeMs: 0, expected: [] };
  decoder.struct(node, "main.promqlTestCase", {
    expr: (value) => {
      test.expr = decoder.string(value);
    },
    eval_time: (value) => {
      test.evalTimeMs = decoder.duration(value);
    },
    exp_samples: (value) => {
      test.expected = decoder.list(value, "[]main.sample", (item) => {
        const sample = { labels: "", value: 0, histogram: "" };
        decoder.struct(item, "main.sample", {
          labels: (labels) => {
            sample.labels = decoder.string(labels);
          },
          value: (number) => {
            sample.value = decoder.float(number);
          },
          histogram: (histogram) => {
            sample.histogram = decoder.string(histogram);
          },
        });
        return sample;
      });
    },
  });
  return test;
}
