/** Messages about links that carry a run. */
export const share = {
  title: "Share this run",
  inside: "Inside: the lab, its seed and {count|# action|# actions}; no name, no telemetry.",
  reports: "And {count|# report|# reports} of the real model, so that its lines are the same there.",
  size: "{chars} characters.",
  tooLong: "This run is {kb} kB, too long for a link. Save it as a file.",
  saveFile: "Save as a file",
  copyLink: "Copy link",
  link: "Link",
  cardTitle: "Somebody shared a run",
  cardText: "{title}: {count|# action|# actions}, up to {time} UTC. Nothing has run yet.",
  replay: "Replay it",
  same: "Start from the same world",
  actions: "Actions",
  altered:
    "This link is cut short or altered (checksum {found}, expected {expected}). Ask for it again, or for the file.",
  newer: "This link needs a newer Nines (format {format}; this one reads 1). Reload to update.",
  tooLarge: "This link unpacks to more than 64 kB and was not opened.",
  unreadable: "This link holds no run of Nines. Ask for it again, or for the file.",
  home: "Go to the labs",
} as const;
