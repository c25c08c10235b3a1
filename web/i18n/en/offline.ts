/** Messages about working without a network and about newer versions. */
export const offline = {
  everything: "You are offline. Everything here works.",
  thisPage: "You are offline. This page goes on; loading it again needs the network.",
  update: "A new version is ready. Reload when you like; your work is saved.",
  updateUnsaved:
    "A new version is ready, but this browser does not save your work. Export it before you reload.",
  reload: "Reload",
  later: "Later",
  title: "Without a network",
  off: "Not kept for use without a network yet.",
  filling: "Being kept for use without a network: {done} of {total} files.",
  ready: "Ready offline: all of Nines is kept in this browser.",
  failed: "Not kept for use without a network: {reason}. The next visit tries again.",
} as const;
