/** Folders of the labs that ship, in teaching order. A new lab adds one line. */
export const labFolders = [
  "01-first-look",
  "11-alert-that-cannot-fire",
  "24-availability-sli",
  "28-error-budget-math",
  "33-gpu-memory-leak",
  "35-the-alert-that-couldnt",
  "38-incident-timeline",
  "40-postmortem",
] as const;
