/**
 * Where the time of one request goes inside the server. A batching server knows it from its own timers;
 * here the time after the queue is divided by fixed shares, which spans, summaries and the inference
 * server's counters all use, so they agree. Real shares vary with input length and host load.
 */
export const computeShares = {
  validate: 0.01,
  preprocess: 0.06,
  inference: 0.88,
  postprocess: 0.05,
} as const;

/** Division of `preprocess`, `inference` and `postprocess` among their child spans; each sums to 1. */
export const childShares = {
  preprocess: { tokenize: 0.7, normalize: 0.1, batch: 0.2 },
  inference: { gpu_transfer: 0.05, forward_pass: 0.85, gpu_sync: 0.1 },
  postprocess: { apply_threshold: 0.4, format_results: 0.6 },
} as const;
