/** How a version of the server differs from a sound one. Faults that arrive by a deploy edit this. */
export interface VersionBehaviour {
  /** Device memory kept after each successful request, in bytes. */
  leakBytesPerRequest: number;
  /** What the process does at its first CUDA out-of-memory: answer 500 and go on, or exit with code 1. */
  onFull: "fail" | "exit";
  /** Share of requests whose handler raises, 0..1. */
  errorRatio: number;
  /** Host memory kept after each answered request, in bytes. */
  hostLeakBytesPerRequest: number;
  /** Whether the route of the readiness probe is missing. */
  failsReadiness: boolean;
  /** The latency histogram has the label `request_id`: every request is a label set of its own. */
  requestIdLabel: boolean;
}

export function soundVersion(): VersionBehaviour {
  return {
    leakBytesPerRequest: 0,
    onFull: "fail",
    errorRatio: 0,
    hostLeakBytesPerRequest: 0,
    failsReadiness: false,
    requestIdLabel: false,
  };
}
