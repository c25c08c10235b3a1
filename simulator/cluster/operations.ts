/**
 * What an operator can do to the cluster through its API server. The shell and the world's actions
 * call these; nothing else changes Kubernetes objects from outside. Each call takes effect at the
 * state's `nowMs` and needs simulated time to play out.
 */
export interface ClusterOperations {
  /** `kubectl rollout undo`: re-uses an older template under a new revision number. */
  rolloutUndo(deployment: string, toRevision?: number): OperationResult;
  /** `kubectl rollout restart`: a new revision with the same version. */
  rolloutRestart(deployment: string): OperationResult;
  /** `kubectl rollout pause` and `resume`. */
  setPaused(deployment: string, paused: boolean): OperationResult;
  /** `kubectl set image` and a pipeline's deploy: starts a rollout of `version`. */
  deploy(deployment: string, version: string, changeCause: string): OperationResult;
  setEnv(deployment: string, env: Readonly<Record<string, string>>): OperationResult;
  /** `kubectl set resources --limits=…`; keys as Kubernetes spells them, for example `memory: 8Gi`. */
  setLimits(deployment: string, limits: Readonly<Record<string, string>>): OperationResult;
  scale(deployment: string, replicas: number): OperationResult;
  /** `kubectl delete pod`: graceful; its ReplicaSet starts another. */
  deletePod(pod: string): OperationResult;
  setCordoned(node: string, cordoned: boolean): OperationResult;
  /** `kubectl drain`: cordons and evicts every pod of the node. */
  drain(node: string): OperationResult;
  /** `nvidia-smi -pl` as root on the GPU's node; the error is that tool's text. */
  setPowerLimit(gpuUuid: string, watts: number): OperationResult;
}

/** `error` is the API server's text without kubectl's prefix, for example `no rollout history found for deployment "x"`. */
export type OperationResult = { readonly ok: true } | { readonly ok: false; readonly error: string };
