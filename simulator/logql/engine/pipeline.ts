import { matcherTest } from "../../tsdb/matchers.ts";
import type { Stage, TemplatePart } from "../ast.ts";
import { labelTest } from "./filter-labels.ts";
import { lineTest } from "./line-test.ts";
import type { LogEntry } from "./log-entry.ts";
import { parseLine } from "./parse-line.ts";

/** Runs a line through all stages; false when it is filtered out. */
export type Pipeline = (entry: LogEntry) => boolean;

/** The stages of a query as one function. */
export function compilePipeline(stages: readonly Stage[]): Pipeline {
  const steps = stages.map(compileStage);
  return (entry) => {
    for (const step of steps) if (!step(entry)) return false;
    return true;
  };
}

function compileStage(stage: Stage): Pipeline {
  switch (stage.kind) {
    case "lineFilter": {
      const test = lineTest(stage);
      return (entry) => test(entry.line);
    }
    case "json":
    case "logfmt": {
      const parse = parseLine(stage);
      return (entry) => {
        parse(entry);
        return true;
      };
    }
    case "labelFilter":
      return labelTest(stage.filter);
    case "lineFormat":
      return (entry) => {
        entry.line = fill(stage.template, entry);
        return true;
      };
    case "labelFormat":
      return (entry) => {
        for (const { name, from, template } of stage.changes) {
          if (from !== undefined) {
            const value = entry.labels.get(from);
            entry.labels.delete(from);
            if (value !== undefined) entry.labels.set(name, value);
          } else entry.labels.set(name, fill(template ?? [], entry));
        }
        return true;
      };
    case "drop":
    case "keep":
      return chooseLabels(stage.kind === "keep", stage.names);
  }
}

function chooseLabels(keep: boolean, names: Extract<Stage, { kind: "drop" | "keep" }>["names"]): Pipeline {
  const tests = new Map(
    names.map(
      ({ name, matcher }) => [name, matcher === undefined ? () => true : matcherTest(matcher)] as const,
    ),
  );
  return (entry) => {
    for (const [name, value] of [...entry.labels]) {
      const named = tests.get(name)?.(value) ?? false;
      if (named !== keep && !(keep && name.startsWith("__"))) entry.labels.delete(name);
    }
    return true;
  };
}

function fill(template: readonly TemplatePart[], entry: LogEntry): string {
  let text = "";
  for (const part of template) {
    if ("text" in part) text += part.text;
    else text += part.label === "__line__" ? entry.line : entry.label(part.label);
  }
  return text;
}
