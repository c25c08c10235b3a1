import type { VectorElement, VectorQuery } from "../rule-vector.ts";
import { FUNCTION_NAMES } from "./call.ts";
import { TemplateExecError } from "./exec-error.ts";
import { executeTemplate } from "./executor.ts";
import { labelMap } from "./function-types.ts";
import { GoStruct, type GoValue } from "./go-value.ts";
import { type ParsedTemplate, parseTemplate, TemplateParseError } from "./parser.ts";

/** What a server's configuration contributes to templates. */
export interface TemplateSettings {
  readonly externalLabels: Readonly<Record<string, string>>;
  /** The template variable `$externalURL`. */
  readonly externalUrl: string;
  /** What the functions `externalURL` and `pathPrefix` know; they fail where it is undefined. */
  readonly serverUrl: string | undefined;
}

/** Prometheus puts these definitions in front of every label and annotation. */
const PREFIX =
  "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}";

/** Why the template of an alert does not parse, in Go's words; undefined when it does. */
export function parseAlertTemplate(alert: string, text: string): string | undefined {
  try {
    parseTemplate(`__alert_${alert}`, PREFIX + text, FUNCTION_NAMES);
    return undefined;
  } catch (error) {
    if (error instanceof TemplateParseError) return error.message;
    throw error;
  }
}

/** Expands the labels and annotations of one alerting rule. Parsed templates are kept. */
export class AlertTemplates {
  private readonly name: string;
  private readonly settings: TemplateSettings;
  private readonly parsed = new Map<string, ParsedTemplate | string>();

  constructor(alert: string, settings: TemplateSettings) {
    this.name = `__alert_${alert}`;
    this.settings = settings;
  }

  /**
   * The text for one element of the alert's result. A template that fails becomes
   * `<error expanding template: …>`, as on a server; the alert fires all the same.
   */
  expand(text: string, element: VectorElement, atMs: number, query: VectorQuery): string {
    if (!text.includes("{{")) return text;
    const template = this.template(text);
    if (typeof template === "string")
      return expansionError(`error parsing template ${this.name}: ${template}`);
    try {
      return executeTemplate(template, this.data(element), {
        nowMs: atMs,
        serverUrl: this.settings.serverUrl,
        query: (expr) => query(expr, atMs),
      });
    } catch (error) {
      if (!(error instanceof TemplateExecError)) throw error;
      return expansionError(`error executing template ${this.name}: ${error.message}`);
    }
  }

  private template(text: string): ParsedTemplate | string {
    const known = this.parsed.get(text);
    if (known !== undefined) return known;
    const made = this.parse(text);
    this.parsed.set(text, made);
    return made;
  }

  private parse(text: string): ParsedTemplate | string {
    try {
      return parseTemplate(this.name, PREFIX + text, FUNCTION_NAMES);
    } catch (error) {
      if (error instanceof TemplateParseError) return error.message;
      throw error;
    }
  }

  private data({ labels, value }: VectorElement): GoStruct {
    const { externalLabels, externalUrl } = this.settings;
    const fields: [string, GoValue][] = [
      ["Labels", labelMap(labels.pairs)],
      ["ExternalLabels", labelMap(Object.entries(externalLabels))],
      ["ExternalURL", externalUrl],
      ["Value", value],
    ];
    return new GoStruct(new Map(fields));
  }
}

function expansionError(message: string): string {
  return `<error expanding template: ${message}>`;
}
