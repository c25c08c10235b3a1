import type { PlacedFinding } from "./model.ts";
import type { OutlineEntry } from "./read-document.ts";

/** A section of the form, or the text as a whole. */
export type FindingSection = OutlineEntry["name"] | "whole";

/** The findings of one section, in the order of the check. */
export interface SectionFindings {
  readonly section: FindingSection;
  readonly findings: readonly PlacedFinding[];
}

/** The impact table comes first: the other sections tell what its times and counts mean. */
const order: readonly FindingSection[] = [
  "impact",
  "summary",
  "timeline",
  "causes",
  "went-well",
  "went-wrong",
  "lucky",
  "actions",
  "lessons",
  "whole",
];

/** Where a finding belongs that has no place in the text, as all have in an empty form. */
const sectionOfCode: Readonly<Record<string, FindingSection>> = {
  "impact-start": "impact",
  "impact-end": "impact",
  "detection-time": "impact",
  "response-time": "impact",
  "duration-disagrees": "impact",
  "counts-disagree": "impact",
  "sli-disagrees": "impact",
  "budget-disagrees": "impact",
  "evidence-disagrees": "impact",
  "window-unstated": "impact",
  "timeline-incomplete": "timeline",
  "timeline-row-not-in-ledger": "timeline",
  "wrong-trigger": "causes",
  "mechanism-incomplete": "causes",
  "cause-proximate-only": "causes",
  "gap-unmentioned": "causes",
  "claim-contradicted": "causes",
  "red-herring": "causes",
  "why-too-shallow": "causes",
  "action-untyped": "actions",
  "priorities-flat": "actions",
  "no-prevent-or-detect": "actions",
  "went-wrong-unanswered": "actions",
  "action-no-effect": "actions",
  "action-vague": "actions",
};

/** Groups findings by the section they are about; sections without any are left out. */
export function bySection(placed: readonly PlacedFinding[]): readonly SectionFindings[] {
  const groups = new Map<FindingSection, PlacedFinding[]>();
  for (const one of placed) {
    const section = sectionOfCode[one.finding.code.replace(/^.*\//, "")] ?? "whole";
    groups.set(section, [...(groups.get(section) ?? []), one]);
  }
  return order.flatMap((section) => {
    const findings = groups.get(section);
    return findings === undefined ? [] : [{ section, findings }];
  });
}
