import type { Span } from "../../promql/parse/ast.ts";
import type { TemplatePart } from "../ast.ts";
import { notSupported } from "../logql-error.ts";

/**
 * Reads a template of `line_format` or `label_format`. Loki runs Go's whole text/template with dozens of
 * functions; here `{{.label}}` and `{{__line__}}` stand for values, and anything else is refused.
 */
export function readTemplate(text: string, at: Span): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf("{{", from);
    if (open < 0) break;
    const close = text.indexOf("}}", open);
    if (close < 0) throw notSupported("a template without its closing }}", at);
    if (open > from) parts.push({ text: text.slice(from, open) });
    const inside = text.slice(open + 2, close).trim();
    const label = /^(?:\.([A-Za-z_]\w*)|(__line__))$/.exec(inside);
    if (label === null) throw notSupported(`the template action {{${inside}}}`, at);
    parts.push({ label: label[1] ?? label[2] ?? "" });
    from = close + 2;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
