/**
 * How a run may differ from its scenario before it starts: the hidden worlds and counterfactuals of
 * graders. Each change acts on the state equations or on the pipeline, never on telemetry.
 */
export interface WorldOptions {
  /** Multiplies arrivals; 1 when absent. */
  readonly trafficScale?: number;
  /** Replaces the scenario's rule file. */
  readonly rulesText?: string;
  readonly changes?: readonly WorldChange[];
}

/** An executable action item: what a postmortem can change, and what the same seed is replayed with. */
export type WorldChange =
  /** Rules loaded beside the scenario's own from the start. */
  | { readonly kind: "add-rules"; readonly text: string }
  /** Kubernetes memory limit of the serving container: bounds host memory only. */
  | { readonly kind: "container-memory-limit"; readonly bytes: number }
  /** Share of device memory one process may take, 0..1, as a framework's own cap. */
  | { readonly kind: "gpu-memory-cap"; readonly share: number }
  /** The activation cache of v2.1 evicts beyond this size. */
  | { readonly kind: "cache-bound"; readonly mebibytes: number }
  /** A replica restarts (drained, one at a time) before it has served this many requests. */
  | { readonly kind: "restart-before"; readonly requests: number }
  /** minReadySeconds of the Deployment: the pace of rollouts and rollbacks, or of `rollout undo` only. */
  | { readonly kind: "rollout-pace"; readonly minReadySeconds: number; readonly only?: "rollback" }
  /** A rollout stops at `replicas` new pods for `holdSeconds`, and is undone 60 s after the first failed request. */
  | { readonly kind: "canary"; readonly replicas: number; readonly holdSeconds: number }
  /** `kubectl rollout undo` runs by itself `delaySeconds` after a page of this rule is delivered. */
  | { readonly kind: "auto-rollback"; readonly alert: string; readonly delaySeconds: number }
  /** Staging load before a deploy: a version that reaches its first error there is not rolled out. */
  | { readonly kind: "soak-test"; readonly requestsPerSecond: number; readonly minutes: number }
  /** Whether failed requests are observed in the latency histogram. */
  | { readonly kind: "observe-latency"; readonly outcomes: "all" | "success" };
