/** What learner code may use. Steps and memory are counted the same on every machine, so they may decide a grade. */
export const limits = {
  /** UTF-8 bytes of source. */
  sourceBytes: 65_536,
  /** QuickJS asks about every 10,000 steps whether to go on; callbacks for all of a job, and for one request. */
  callbacksPerJob: 600,
  callbacksPerRequest: 40,
  memoryBytes: 16 * 1024 * 1024,
  /** Half of what the engine is built for: its JSON and its parser use more of the host's stack than they count. */
  stackBytes: 128 * 1024,
  /** Characters of log lines, and of everything emitted. */
  logCharacters: 65_536,
  transcriptCharacters: 262_144,
  /** Wall time after which a runner ends the whole engine; never a grade. Milliseconds. */
  wallMs: 3_000,
} as const;
