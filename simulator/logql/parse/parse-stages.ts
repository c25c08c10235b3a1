import type { LineFilter, ParserStage, Stage } from "../ast.ts";
import { notSupported, placeless } from "../logql-error.ts";
import { isLabelFilterStart, parseLabelFilter } from "./parse-label-filter.ts";
import { parseMatcher } from "./parse-selector.ts";
import { readTemplate } from "./template.ts";
import type { TokenCursor } from "./token-cursor.ts";

const lineOps: ReadonlySet<string> = new Set(["|=", "!=", "|~", "!~", "|>", "!>"]);

/** Reads the pipeline behind a selector; a `| unwrap` ends it and is left for the caller. */
export function parseStages(cursor: TokenCursor): Stage[] {
  const stages: Stage[] = [];
  for (;;) {
    const { kind } = cursor.peek();
    if (lineOps.has(kind)) stages.push(lineFilter(cursor));
    else if (kind === "|" && cursor.peek(1).kind !== "unwrap") stages.push(pipeStage(cursor));
    else return stages;
  }
}

function lineFilter(cursor: TokenCursor): LineFilter {
  const op = cursor.take();
  if (op.kind === "|>" || op.kind === "!>") throw notSupported(`pattern filters (${op.kind})`, op.span);
  const values = [lineText(cursor)];
  while (cursor.accept("or") !== undefined) values.push(lineText(cursor));
  const span = { start: op.span.start, end: cursor.end };
  return { kind: "lineFilter", op: op.kind as LineFilter["op"], values, span };
}

function lineText(cursor: TokenCursor): string {
  const { kind, span } = cursor.peek();
  if (kind === "ip") throw notSupported("ip()", span);
  return cursor.expect("STRING", "ip").text;
}

function pipeStage(cursor: TokenCursor): Stage {
  const start = cursor.take().span.start;
  const token = cursor.peek();
  const place = (): { start: number; end: number } => ({ start, end: cursor.end });
  switch (token.kind) {
    case "json":
    case "logfmt":
      return parserStage(cursor, token.kind, start);
    case "line_format": {
      cursor.take();
      const text = cursor.expect("STRING");
      return { kind: "lineFormat", template: readTemplate(text.text, text.span), span: place() };
    }
    case "label_format": {
      cursor.take();
      const changes = [labelChange(cursor)];
      while (cursor.accept(",") !== undefined) changes.push(labelChange(cursor));
      const names = changes.map(({ name }) => name);
      const twice = names.find((name, i) => names.indexOf(name) !== i);
      if (twice !== undefined) {
        throw placeless(`multiple label name '${twice}' not allowed in a single format operation`, place());
      }
      return { kind: "labelFormat", changes, span: place() };
    }
    case "drop":
    case "keep": {
      cursor.take();
      const names = [namedMatcher(cursor)];
      while (cursor.accept(",") !== undefined) names.push(namedMatcher(cursor));
      return { kind: token.kind, names, span: place() };
    }
    case "decolorize":
    case "regexp":
    case "pattern":
    case "unpack":
      throw notSupported(`the ${token.kind} stage`, token.span);
  }
  if (!isLabelFilterStart(token.kind)) cursor.fail();
  const filter = parseLabelFilter(cursor);
  return { kind: "labelFilter", filter, span: place() };
}

function parserStage(cursor: TokenCursor, kind: ParserStage["kind"], start: number): ParserStage {
  cursor.take();
  const flags: string[] = [];
  while (kind === "logfmt" && cursor.peek().kind === "FUNCTION_FLAG") flags.push(cursor.take().text);
  const fields: { name: string; path: string }[] = [];
  if (cursor.peek().kind === "IDENTIFIER") {
    do {
      const name = cursor.expect("IDENTIFIER").text;
      fields.push({ name, path: cursor.accept("=") === undefined ? name : cursor.expect("STRING").text });
    } while (cursor.accept(",") !== undefined);
  }
  return {
    kind,
    fields,
    strict: flags.includes("--strict"),
    keepEmpty: flags.includes("--keep-empty"),
    span: { start, end: cursor.end },
  };
}

function labelChange(cursor: TokenCursor) {
  const name = cursor.expect("IDENTIFIER").text;
  cursor.expect("=");
  const { kind, text, span } = cursor.peek();
  if (kind !== "IDENTIFIER" && kind !== "STRING") cursor.fail(["IDENTIFIER", "STRING"]);
  cursor.take();
  return kind === "IDENTIFIER" ? { name, from: text } : { name, template: readTemplate(text, span) };
}

function namedMatcher(cursor: TokenCursor) {
  const { kind, text } = cursor.peek();
  const next = cursor.peek(1).kind;
  if (kind === "IDENTIFIER" && ["=", "!=", "=~", "!~"].includes(next)) {
    const matcher = parseMatcher(cursor);
    return { name: matcher.name, matcher };
  }
  cursor.expect("IDENTIFIER");
  return { name: text };
}
