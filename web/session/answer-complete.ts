import {
  type FunctionSignature,
  functionSignatures,
  type Matcher,
  type World,
} from "../../simulator/index.ts";
import type { CompletionData, CompletionItem } from "./query-data.ts";

/** Items one list offers at most. */
const mostItems = 80;

const aggregations =
  "sum avg min max count topk bottomk quantile group stddev stdvar count_values limitk limit_ratio".split(
    " ",
  );
const keywords = "by without on ignoring group_left group_right and or unless offset bool".split(" ");

/**
 * What could stand at `offset` of a half-typed query: label values inside quotes, label names inside
 * braces and groupings, else metrics, functions and keywords.
 */
export function completeExpression(world: World, expr: string, offset: number): CompletionData {
  const before = expr.slice(0, offset);
  const value = /([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)\s*"([^"]*)$/.exec(before);
  if (value !== null && insideBraces(before)) {
    const [, label = "", typed = ""] = value;
    return pick(offset, typed, labelValues(world, metricBefore(before), label));
  }
  const word = /[a-zA-Z_:][\w:]*$/.exec(before)?.[0] ?? "";
  if (insideBraces(before)) return pick(offset, word, labelNames(world, metricBefore(before)));
  if (insideGrouping(before)) return pick(offset, word, labelNames(world, anyMetric(expr)));
  return pick(offset, word, [
    ...metrics(world),
    ...aggregations.map((name) => item("aggregation", name, "aggregation", "", `${name} `)),
    ...[...functionSignatures.values()].filter(({ experimental }) => !experimental).map(functionItem),
    ...keywords.map((name) => item("keyword", name, "keyword", "", `${name} `)),
  ]);
}

function item(
  kind: CompletionItem["kind"],
  label: string,
  detail: string,
  doc: string,
  insert = label,
): CompletionItem {
  return { kind, label, detail, doc, insert };
}

/** Matches first where the text begins with what was typed, then where it occurs anywhere. */
function pick(offset: number, typed: string, items: readonly CompletionItem[]): CompletionData {
  const wanted = typed.toLowerCase();
  const starts = items.filter(({ label }) => label.toLowerCase().startsWith(wanted));
  const holds = items.filter(({ label }) => {
    const lower = label.toLowerCase();
    return !lower.startsWith(wanted) && lower.includes(wanted);
  });
  return { from: offset - typed.length, to: offset, items: [...starts, ...holds].slice(0, mostItems) };
}

function insideBraces(before: string): boolean {
  const text = before.replace(/"(?:[^"\\]|\\.)*"/g, "");
  return text.lastIndexOf("{") > text.lastIndexOf("}");
}

function insideGrouping(before: string): boolean {
  const open = before.lastIndexOf("(");
  if (open === -1 || before.lastIndexOf(")") > open) return false;
  return /\b(by|without|on|ignoring|group_left|group_right)\s*$/i.test(before.slice(0, open));
}

function metricBefore(before: string): string | undefined {
  return /([a-zA-Z_:][\w:]*)\s*\{[^{}]*$/.exec(before)?.[1];
}

/** The first metric the query names, to offer its labels in a grouping. */
function anyMetric(expr: string): string | undefined {
  for (const [name] of expr.matchAll(/[a-zA-Z_:][\w:]*(?=\s*[{[])|DCGM_\w+/g)) return name;
  return undefined;
}

function span(world: World): readonly [number, number] {
  return [world.nowMs - 86_400_000, world.nowMs];
}

function named(metric: string | undefined): Matcher[] {
  return metric === undefined ? [] : [{ name: "__name__", op: "=", value: metric }];
}

function metrics(world: World): CompletionItem[] {
  return world.source.labelValues("__name__", [], ...span(world)).map((name) => {
    const known =
      world.metadata.get(name) ?? world.metadata.get(name.replace(/_(bucket|sum|count|total)$/, ""));
    const detail = [known?.type, known?.unit].filter((part) => part !== undefined && part !== "").join(", ");
    return item("metric", name, detail, known?.help ?? "");
  });
}

function labelNames(world: World, metric: string | undefined): CompletionItem[] {
  return world.source
    .labelNames(named(metric), ...span(world))
    .filter((name) => name !== "__name__")
    .map((name) => {
      const count = world.source.labelValues(name, named(metric), ...span(world)).length;
      return item("label", name, `${count}`, "");
    });
}

function labelValues(world: World, metric: string | undefined, label: string): CompletionItem[] {
  return world.source
    .labelValues(label, named(metric), ...span(world))
    .map((value) => item("value", value, "", ""));
}

const typeNames = { scalar: "scalar", vector: "instant", matrix: "range", string: "string" } as const;

function functionItem({ name, argTypes, returnType }: FunctionSignature): CompletionItem {
  const args = argTypes.map((type) => typeNames[type]).join(", ");
  return item("function", name, `(${args}) → ${typeNames[returnType]}`, "", `${name}(`);
}
