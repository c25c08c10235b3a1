import { roster } from "../blame/lexicon.ts";
import { type PostmortemDocument, type Section, type SectionName, sectionNames } from "./document.ts";
import type { Complaint, LineResult, RubricContext, RubricLine } from "./rubric.ts";

/** A section more like the empty form than this counts as empty. */
const copied = 0.8;

const titles: Readonly<Record<SectionName, string>> = {
  summary: "Summary",
  impact: "Impact",
  timeline: "Timeline",
  causes: "Causes",
  "went-well": "What went well",
  "went-wrong": "What went wrong",
  lucky: "Where we got lucky",
  actions: "Action items",
  lessons: "Lessons",
};

/** Words a learner can add: without quotes (instructions), headings and table rules. */
function words(section: Section | undefined): string[] {
  if (section === undefined) return [];
  return section.source
    .split("\n")
    .filter((line) => !/^\s*(>|#|\|[-| ]+\|\s*$)/.test(line))
    .join(" ")
    .split(/[\s|]+/)
    .filter((word) => word !== "");
}

/** Share of a section's words that the empty form already holds, in order of appearance. */
export function likeTemplate(section: Section | undefined, template: Section | undefined): number {
  const own = words(section);
  if (own.length === 0) return 1;
  const form = new Map<string, number>();
  for (const word of words(template)) form.set(word, (form.get(word) ?? 0) + 1);
  let same = 0;
  for (const word of own) {
    const left = form.get(word) ?? 0;
    if (left > 0) {
      same++;
      form.set(word, left - 1);
    }
  }
  return same / own.length;
}

/** The same document with untouched sections removed, so that no line earns points from the form itself. */
export function withoutCopies(
  document: PostmortemDocument,
  template: PostmortemDocument | undefined,
): PostmortemDocument {
  const sections = { ...document.sections };
  for (const name of sectionNames) {
    if (likeTemplate(sections[name], template?.sections[name]) > copied) sections[name] = undefined;
  }
  return { ...document, sections };
}

/** Share of 30-day budget or of users from which an incident has a severity; the template prints this matrix. */
export const severityMatrix = [
  { severity: 1, budget: 0.25, users: 0.1 },
  { severity: 2, budget: 0.05, users: 0.01 },
  { severity: 3, budget: 0, users: 0 },
] as const;

/** Severity of a run: the first row of the matrix that its budget or its users reach. */
export function severityOf(budgetUsed: number, userShare: number): number {
  return severityMatrix.find((row) => budgetUsed >= row.budget || userShare >= row.users)?.severity ?? 3;
}

/** Accounts of the service (02 section 1). */
const accounts = 333_333;

/** E28: sections, status, severity by the matrix, one owner, UTC. */
function form(context: RubricContext): LineResult {
  const { document, facts } = context;
  const complaints: Complaint[] = [];
  const complain = (message: string, at?: Complaint["at"]): void => {
    complaints.push({
      code: "form",
      message,
      at: at ?? { start: 0, end: Math.min(1, document.text.length) },
    });
  };
  const missing = sectionNames.filter((name) => document.sections[name] === undefined);
  if (missing.length > 0) {
    complain(`Still empty: ${missing.map((name) => titles[name]).join(", ")}.`);
  }
  const status = document.header.status ?? "";
  if (!/draft|review|final|complete|approved/i.test(status))
    complain("Give a status: draft, in review or final.");
  const want = severityOf(facts.budgetUsed, facts.affectedUsers / accounts);
  const severity = /(?:SEV|S|P)[- ]?(\d)/i.exec(document.header.severity ?? "");
  if (severity === null || Number(severity[1]) !== want) {
    complain(
      `By the matrix this is SEV-${want}: ${(facts.budgetUsed * 100).toFixed(1)} % of the month's budget.`,
    );
  }
  const owner = (document.header.owner ?? document.header.authors ?? "").toLowerCase();
  const owners = roster.filter((name) => new RegExp(`(^|[^a-z0-9-])@?${name}($|[^a-z0-9-])`).test(owner));
  if (owners.length !== 1)
    complain(`One owner sees it through: ${roster.slice(0, 6).join(", ")}. Yours: “${owner}”.`);
  const zone = `${document.header["time zone"] ?? ""} ${document.sections.timeline?.title ?? ""}`;
  if (!/utc/i.test(zone)) complain("Say once that times are UTC.");
  return { share: Math.max(0, 1 - complaints.length / 4), complaints };
}

/** Line E28: form. */
export const formLines: readonly RubricLine[] = [
  { id: "E28", part: "form", code: "form", points: 4, run: form },
];
