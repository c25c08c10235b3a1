/** Folders of the labs that ship, in teaching order. A new lab adds one line. */
export const labFolders = [
  "01-first-look",
  "04-instrument-predict",
  "06-three-hop-chase",
  "11-alert-that-cannot-fire",
  "23-sli-slo-sla",
  "24-availability-sli",
  "28-error-budget-math",
  "30-budget-dashboard",
  "31-burn-rate-alerts",
  "33-gpu-memory-leak",
  "34-fix-the-tensor-leak",
  "35-the-alert-that-couldnt",
  "36-limits-that-do-not-limit",
  "37-staging-gate",
  "38-incident-timeline",
  "40-postmortem",
] as const;
