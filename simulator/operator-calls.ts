import type { ClusterOperations, OperationResult } from "./cluster/operations.ts";
import type { ClusterState } from "./cluster/state.ts";

/** One call an operator's command made to the API server. */
export interface OperatorCall {
  readonly name: keyof ClusterOperations;
  /** Deployment it touched; undefined for nodes and unknown objects. */
  readonly deployment: string | undefined;
  /** Version it met there, before the call. */
  readonly version: string | undefined;
  /** For `scale`: by how many replicas it changed; 0 otherwise. */
  readonly replicaChange: number;
  /** Node whose load it took away or where it raised a power limit, for the calls that do. */
  readonly node: string | undefined;
  readonly ok: boolean;
}

/** What a call is about, noted before it changes anything. */
type Touched = Pick<OperatorCall, "deployment" | "version">;

/**
 * Passes calls on to the cluster and remembers them, so that the ledger can say what a command did however
 * it was spelled.
 */
export class OperatorCalls implements ClusterOperations {
  private readonly cluster: ClusterOperations;
  private readonly state: Readonly<ClusterState>;
  private calls: OperatorCall[] = [];

  constructor(cluster: ClusterOperations, state: Readonly<ClusterState>) {
    this.cluster = cluster;
    this.state = state;
  }

  /** The calls since the last `take`. */
  take(): readonly OperatorCall[] {
    const taken = this.calls;
    this.calls = [];
    return taken;
  }

  rolloutUndo(deployment: string, toRevision?: number): OperationResult {
    const touched = this.deployment(deployment);
    return this.note("rolloutUndo", touched, this.cluster.rolloutUndo(deployment, toRevision));
  }

  rolloutRestart(deployment: string): OperationResult {
    const touched = this.deployment(deployment);
    return this.note("rolloutRestart", touched, this.cluster.rolloutRestart(deployment));
  }

  setPaused(deployment: string, paused: boolean): OperationResult {
    const touched = this.deployment(deployment);
    return this.note("setPaused", touched, this.cluster.setPaused(deployment, paused));
  }

  deploy(deployment: string, version: string, changeCause: string): OperationResult {
    const touched = this.deployment(deployment);
    return this.note("deploy", touched, this.cluster.deploy(deployment, version, changeCause));
  }

  setEnv(deployment: string, env: Readonly<Record<string, string>>): OperationResult {
    const touched = this.deployment(deployment);
    return this.note("setEnv", touched, this.cluster.setEnv(deployment, env));
  }

  setLimits(deployment: string, limits: Readonly<Record<string, string>>): OperationResult {
    const touched = this.deployment(deployment);
    return this.note("setLimits", touched, this.cluster.setLimits(deployment, limits));
  }

  scale(deployment: string, replicas: number): OperationResult {
    const touched = this.deployment(deployment);
    const before = this.state.deployments.find(({ name }) => name === deployment)?.replicas ?? 0;
    return this.note("scale", touched, this.cluster.scale(deployment, replicas), replicas - before);
  }

  deletePod(pod: string): OperationResult {
    const found = this.state.pods.find(({ name }) => name === pod);
    const touched = { deployment: found?.deployment, version: found?.version };
    return this.note("deletePod", touched, this.cluster.deletePod(pod), 0, found?.node);
  }

  setCordoned(node: string, cordoned: boolean): OperationResult {
    const result = this.cluster.setCordoned(node, cordoned);
    return this.note("setCordoned", NODE, result, 0, cordoned ? node : undefined);
  }

  drain(node: string): OperationResult {
    return this.note("drain", NODE, this.cluster.drain(node), 0, node);
  }

  setPowerLimit(gpuUuid: string, watts: number): OperationResult {
    const gpu = this.state.nodes.flatMap(({ gpus }) => gpus).find(({ uuid }) => uuid === gpuUuid);
    const before = gpu?.powerLimitWatts ?? 0;
    const result = this.cluster.setPowerLimit(gpuUuid, watts);
    return this.note("setPowerLimit", NODE, result, 0, watts > before ? gpu?.node : undefined);
  }

  private deployment(name: string): Touched {
    const found = this.state.deployments.find((candidate) => candidate.name === name);
    const revision = found?.revisions.find(({ number }) => number === found.currentRevision);
    return { deployment: found?.name, version: revision?.version };
  }

  private note(
    name: OperatorCall["name"],
    touched: Touched,
    result: OperationResult,
    replicaChange = 0,
    node: string | undefined = undefined,
  ): OperationResult {
    this.calls.push({ name, ...touched, replicaChange, node, ok: result.ok });
    return result;
  }
}

const NODE: Touched = { deployment: undefined, version: undefined };
