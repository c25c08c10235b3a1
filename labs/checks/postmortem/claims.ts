import type { PostmortemDocument, TextSpan } from "./document.ts";

/** One claim of the Impact section. */
export interface Claim {
  readonly name: string;
  readonly value: string;
  /** Markdown of the evidence cell. */
  readonly query: string;
  readonly at: TextSpan;
}

/** What a claim is about. */
export type ClaimTopic =
  | "impact-start"
  | "impact-end"
  | "detected"
  | "acknowledged"
  | "mitigation-started"
  | "impact-duration"
  | "time-to-detect"
  | "time-to-acknowledge"
  | "mitigation-duration"
  | "failed-requests"
  | "users"
  | "availability"
  | "budget";

const topics: readonly (readonly [ClaimTopic, RegExp])[] = [
  ["time-to-detect", /time to detect|\bttd\b|detection (delay|lag|time)/i],
  ["time-to-acknowledge", /time to ack|\btta\b/i],
  ["mitigation-duration", /(mitigation|roll ?back) (took|duration|lasted)/i],
  ["impact-duration", /(user )?impact (lasted|duration)|duration of (user )?impact|users hurt for/i],
  ["impact-start", /impact (start|began|begin)|start of impact/i],
  ["impact-end", /impact (end|stop)|end of impact/i],
  ["detected", /detect|first page|paged at/i],
  ["acknowledged", /ack/i],
  ["mitigation-started", /mitigation (start|began)|roll ?back (start|began|initiated)|mitigated at/i],
  ["failed-requests", /(failed|bad) requests|requests failed/i],
  ["users", /users/i],
  ["budget", /budget/i],
  ["availability", /availab|\bsli\b|slo impact|error rat(io|e)|success rat/i],
];

/** Reads the Impact table, or its `label: value` bullets. */
export function readClaims(document: PostmortemDocument): ReadonlyMap<ClaimTopic, Claim> {
  const claims = new Map<ClaimTopic, Claim>();
  const section = document.sections.impact;
  if (section === undefined) return claims;
  const rows: Claim[] = section.rows.map((row) => {
    const values = Object.values(row.cells);
    const raw = Object.values(row.raw);
    return {
      name: row.cells.claim ?? values[0] ?? "",
      value: row.cells.value ?? values[1] ?? "",
      query: row.raw.query ?? raw[2] ?? "",
      at: row.at,
    };
  });
  for (const item of section.items) {
    const match = /^([^:]{3,40}):\s*(.+)$/s.exec(item.text);
    if (match !== null) rows.push({ name: match[1] ?? "", value: match[2] ?? "", query: "", at: item.at });
  }
  for (const claim of rows.slice(0, 60)) {
    const topic = topics.find(([, pattern]) => pattern.test(claim.name))?.[0];
    if (topic !== undefined && claim.value.trim() !== "" && !claims.has(topic)) claims.set(topic, claim);
  }
  return claims;
}

/** The query of an evidence cell: inline code, or a link to the query page (`#/query?g0.expr=`). */
export function readEvidence(cell: string): string | undefined {
  const code = /(`+)\s?([\s\S]+?)\s?\1(?!`)/.exec(cell);
  if (code?.[2] !== undefined) return code[2].replace(/\\\|/g, "|");
  const link = /[#?&]g0\.expr=([^&)\s]+)/.exec(cell);
  if (link?.[1] === undefined) return undefined;
  try {
    return decodeURIComponent(link[1].replace(/\+/g, " "));
  } catch {
    return undefined;
  }
}
