/**
 * The learning path in parts, and what of it is essential. Labs of the essential path are enough for
 * the seven objectives; the others go deeper. Ids name labs that exist or will; a lab that is not
 * there is not shown.
 */
export const partNumbers = [0, 1, 2, 3, 4, 5, 6, 7] as const;

export type PartNumber = (typeof partNumbers)[number];

const essentialIds: ReadonlySet<string> = new Set([
  "first-look",
  "instrument-predict",
  "structured-logs",
  "three-hop-chase",
  "request-id-cost",
  "who-watches",
  "alert-that-cannot-fire",
  "cardinality-bomb",
  "silent-log-loss",
  "tame-cardinality",
  "sampled-logger",
  "retention",
  "recording-rules",
  "sli-slo-sla",
  "availability-sli",
  "latency-sli",
  "quality-slo",
  "data-slos",
  "error-budget-math",
  "burn-and-remaining",
  "budget-dashboard",
  "burn-rate-alerts",
  "gpu-memory-leak",
  "fix-the-tensor-leak",
  "the-alert-that-couldnt",
  "limits-that-do-not-limit",
  "staging-gate",
  "incident-timeline",
  "impact-and-causes",
  "postmortem",
  "blameless-rewrite",
  "review-the-change",
  "dashboard-review",
  "federation",
  "loki-tenants",
  "shards-and-replicas",
  "game-day",
]);

/** Whether a lab is part of the essential path. */
export const isEssential = (labId: string): boolean => essentialIds.has(labId);
