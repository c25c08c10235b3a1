import { quoteGo } from "../../promql/parse/go-quote.ts";
import type { Labels } from "../../tsdb/labels.ts";
import type { RelabelResult, RelabelStep } from "./relabel.ts";

/**
 * Tells what each rule did, one line a rule: `1 replace  source="x" -> env="prod"`, then the labels left or
 * `dropped by rule 3 (keep)`.
 */
export function relabelText(result: RelabelResult): string {
  const lines = result.steps.map(stepText);
  const last = result.steps.at(-1);
  if (!result.kept && last !== undefined)
    lines.push(`dropped by rule ${last.index + 1} (${last.config.action})`);
  else lines.push(labelsText(result.labels));
  return `${lines.join("\n")}\n`;
}

function stepText(step: RelabelStep): string {
  const { action, sourceLabels } = step.config;
  const source = sourceLabels === undefined ? "" : `  source=${quoteGo(step.source)}`;
  return `${step.index + 1} ${action}${source} -> ${outcome(step)}`;
}

function outcome({ before, after, matched, dropped }: RelabelStep): string {
  if (dropped) return "dropped";
  const changes: string[] = [];
  for (const [name, value] of after.pairs) {
    if (before.get(name) !== value) changes.push(`${name}=${quoteGo(value)}`);
  }
  for (const [name] of before.pairs) if (!after.has(name)) changes.push(`${name} removed`);
  if (changes.length > 0) return changes.join(", ");
  return matched ? "kept as it is" : "no match";
}

function labelsText(labels: Labels): string {
  return `{${labels.pairs.map(([name, value]) => `${name}=${quoteGo(value)}`).join(", ")}}`;
}
