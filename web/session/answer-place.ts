import type { CompiledStep } from "../../labs/compiled-lab.ts";

/** The panel that holds an answer of this kind; undefined when the lesson panel itself does. */
export function panelOfAnswer(
  kind: CompiledStep["answer"],
): "query" | "alerts" | "postmortem" | "terminal" | "code" | "dashboards" | "logs" | undefined {
  switch (kind) {
    case "promql":
      return "query";
    case "logql":
      return "logs";
    case "rules":
      return "alerts";
    case "postmortem":
      return "postmortem";
    case "actions":
      return "terminal";
    case "code":
    case "prometheus-config":
      return "code";
    case "dashboard":
      return "dashboards";
    case "number":
    case "pick":
    case "trace":
    case "change":
    case "text":
      return undefined;
  }
}
