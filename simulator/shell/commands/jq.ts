import type { ShellResult } from "../../world-types.ts";
import { type FilterInput, readInput, type ShellFilter, unknownOption } from "../filter.ts";
import { parseFlags } from "../flags.ts";
import { evaluateJq, JqError } from "../jq/evaluate.ts";
import { parseJq } from "../jq/parse.ts";
import type { Json } from "../kube/manifest.ts";
import { done, failed } from "../result.ts";

const usage = `Usage: jq [-r] [-c] FILTER [FILE]
  .a.b[0]  .[]  |  ,  ==  !=  <  >  and  or  //  +  -  [ ]  { }
  select(…) map(…) length keys has(…) test(…) sort_by(…) sort unique add first last not type tostring tonumber
`;

/** Picks values out of JSON. Input may be one document or one per line. */
export const jq: ShellFilter = { name: "jq", summary: "pick values out of JSON", usage, run: runJq };

function runJq(argv: readonly string[], input: FilterInput): ShellResult {
  const flags = parseFlags(argv, [
    { name: "raw-output", short: "r", kind: "switch" },
    { name: "compact-output", short: "c", kind: "switch" },
    { name: "slurp", short: "s", kind: "switch" },
    { name: "exit-status", short: "e", kind: "switch" },
    { name: "help", short: "h", kind: "switch" },
  ]);
  if (!flags.ok) return failed(unknownOption("jq", flags.problem), 2, 0);
  if (flags.has("help")) return done(usage, 0);
  const [program, ...files] = [...flags.args, ...(flags.rest ?? [])];
  if (program === undefined) return failed(usage, 2, 0);
  const parsed = parseJq(program);
  if (!parsed.ok) return failed(`jq: error: ${parsed.error}\njq: 1 compile error`, 3, 0);
  const read = readInput("jq", files, input);
  if (!read.ok) return failed(read.error, 2, 0);
  const { documents, broken } = readDocuments(read.text);
  const inputs: Json[] = flags.has("slurp") ? [documents] : documents;
  let stdout = "";
  let stderr = "";
  for (const document of inputs) {
    try {
      for (const value of evaluateJq(parsed.expr, document))
        stdout += `${print(value, flags.has("raw-output"), flags.has("compact-output"))}\n`;
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
      stderr += `jq: error (at <stdin>:0): ${error.message}\n`;
    }
  }
  if (broken !== undefined) return failed(`${stderr}jq: parse error: ${broken}`, 2, 0, stdout);
  return stderr === "" ? done(stdout, 0) : failed(stderr, 5, 0, stdout);
}

function print(value: Json, raw: boolean, compact: boolean): string {
  if (raw && typeof value === "string") return value;
  return compact ? JSON.stringify(value) : JSON.stringify(value, undefined, 2);
}

/** The documents of a text; logs have one a line, APIs one in all. */
function readDocuments(text: string): { documents: Json[]; broken: string | undefined } {
  const whole = parseJson(text);
  if (whole.ok) return { documents: [whole.value], broken: undefined };
  const documents: Json[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const parsed = parseJson(line);
    if (!parsed.ok)
      return { documents, broken: `Invalid numeric literal at line ${i + 1}, column ${firstTokenEnd(line)}` };
    documents.push(parsed.value);
  }
  return { documents, broken: undefined };
}

/** Column behind the first word of a line, where jq notices that it is no JSON. */
function firstTokenEnd(line: string): number {
  return (/^\s*[^\s"{}[\],:]*/.exec(line)?.[0].length ?? 0) + 1;
}

function parseJson(text: string): { ok: true; value: Json } | { ok: false } {
  try {
    const value: Json = JSON.parse(text);
    return { ok: true, value };
  } catch {
    return { ok: false };
  }
}
