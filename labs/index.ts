/** Folders of the labs that ship, in teaching order. A new lab adds one line. */
export const labFolders = [
  "01-first-look",
  "33-gpu-memory-leak",
  "35-the-alert-that-couldnt",
  "40-postmortem",
] as const;
