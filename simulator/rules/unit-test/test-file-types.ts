import type { YamlNode } from "../yaml/yaml-node.ts";

/** A promtool unit-test file. Durations and times are milliseconds. */
export interface UnitTestFile {
  readonly ruleFiles: readonly string[];
  /** How often every group is evaluated; 1 min when the file does not say. */
  readonly evaluationIntervalMs: number;
  readonly groupEvalOrder: readonly string[];
  /** Values may differ by one unit in the last place. */
  readonly fuzzyCompare: boolean;
  readonly tests: readonly TestGroup[];
}

/** Input series and what is expected of the rules over them. */
export interface TestGroup {
  readonly node: YamlNode;
  readonly name: string;
  /** Time between the values of a series; the evaluation interval when zero. */
  readonly intervalMs: number;
  readonly inputSeries: readonly { readonly series: string; readonly values: string }[];
  readonly alertTests: readonly AlertTest[];
  readonly exprTests: readonly ExprTest[];
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly externalUrl: string;
  /** Time of the first value; the epoch when the file does not say. */
  readonly startMs: number;
}

export interface AlertTest {
  readonly evalTimeMs: number;
  readonly alertname: string;
  readonly expected: readonly {
    readonly labels: ReadonlyMap<string, string>;
    readonly annotations: ReadonlyMap<string, string>;
  }[];
}

export interface ExprTest {
  readonly expr: string;
  readonly evalTimeMs: number;
  readonly expected: readonly {
    readonly labels: string;
    readonly value: number;
    /** Takes the value's place when it is not empty. */
    readonly histogram: string;
  }[];
}
