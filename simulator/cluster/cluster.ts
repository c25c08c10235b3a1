import type { LedgerWriter } from "../ledger/ledger-writer.ts";
import type { WorldOptions } from "../world-options.ts";
import { type ClusterCore, emit, nextChangeId, recordChange } from "./cluster-core.ts";
import type { ClusterSpec, PlannedChange } from "./cluster-spec.ts";
import { currentReplicaSet, reconcile } from "./deployment-controller.ts";
import { gpuSku } from "./gpu-sku.ts";
import { initialCore } from "./initial-core.ts";
import { checkInvariants } from "./invariants.ts";
import { eventText } from "./kube-events.ts";
import { stepContainers, stepKubelets, terminate } from "./kubelet.ts";
import type { ClusterOperations, OperationResult } from "./operations.ts";
import type { FaultTarget, GpuParts, PlannedFault, RunningFault } from "./planned-fault.ts";
import { restartBeforeFull } from "./restart-before-full.ts";
import { behaviourOf, reconfigure, release, restart, undo } from "./rollouts.ts";
import { schedule } from "./scheduler.ts";
import { Router } from "./serving-second.ts";
import type { Change, ClusterState } from "./state.ts";
import { Traffic } from "./traffic.ts";
import type { VersionBehaviour } from "./version-behaviour.ts";

const OK: OperationResult = { ok: true };

/**
 * The machines, the Kubernetes objects on them and the requests through them, one second at a time. What
 * happens is a function of the scenario, the seed, the options and the operations called in between.
 */
export class Cluster implements ClusterOperations, FaultTarget {
  private readonly core: ClusterCore;
  private readonly traffic: Traffic;
  private readonly router: Router;
  private readonly running: { readonly id: string; readonly fault: RunningFault }[] = [];
  private changesDone = 0;
  private faultsDone = 0;

  constructor(spec: ClusterSpec, seed: number, options: WorldOptions, ledger: LedgerWriter) {
    this.traffic = new Traffic(spec.traffic, seed, options.trafficScale ?? 1);
    this.core = initialCore(spec, seed, options, ledger, this.traffic.rateAt(spec.startMs));
    this.router = new Router(this.core);
  }

  get state(): ClusterState {
    return this.core.state;
  }

  get nowMs(): number {
    return this.core.state.nowMs;
  }

  get deployment(): string {
    return this.core.deployment.name;
  }

  get endpoint(): string {
    return this.core.spec.service.endpoint;
  }

  get currentVersion(): string {
    return currentReplicaSet(this.core).revision.version;
  }

  /** One simulated second by explicit Euler, in the order of 02 section 2.6. */
  step(): void {
    const { core, running } = this;
    const { state } = core;
    this.applyDue();
    for (const { fault } of running) fault.tick(1);
    const rate = this.traffic.rateAt(state.nowMs);
    const { requests, failed, hurt } = this.router.serve(this.traffic.next(rate), rate);
    for (const device of core.devices) {
      if (device.pod !== undefined) continue;
      device.fbUsedMiB = 0;
      device.step(undefined, core.seed, state.nowMs / 1000);
    }
    state.nowMs += 1000;
    stepKubelets(core);
    schedule(core);
    stepContainers(core);
    this.watchCanary();
    restartBeforeFull(core, rate);
    reconcile(core);
    schedule(core);
    core.ledger.second(state.nowMs, requests, failed, hurt);
    checkInvariants(core);
  }

  /** Starts a fault now. */
  inject(planned: PlannedFault): void {
    const { core } = this;
    const fault = planned.begin(this, planned.changeId);
    this.running.push({ id: planned.id, fault });
    const { id, params } = planned;
    const { targets, arrivedBy } = fault;
    core.ledger.fault(core.state.nowMs, { id, params, targets, startMs: core.state.nowMs, arrivedBy }, fault);
  }

  /** Undoes the cause of every running fault of this id; false when there is none. */
  recover(id: string): boolean {
    const undone = this.running.filter((each) => each.id === id && each.fault.recover());
    return undone.length > 0;
  }

  behaviour(version: string): VersionBehaviour {
    return behaviourOf(this.core, version);
  }

  gpusOf(node: string): readonly GpuParts[] {
    const { nodes } = this.state;
    if (nodes.some(({ name }) => name === node))
      return this.core.devices.filter((device) => device.node === node);
    throw new Error(`node "${node}" does not exist; there are ${nodes.map(({ name }) => name).join(", ")}.`);
  }

  xid(gpuUuid: string, number: number, text: string): void {
    const device = this.core.devices.find(({ uuid }) => uuid === gpuUuid);
    if (device === undefined) return;
    device.lastXid = number;
    const bus = device.pciBusId.slice("0000".length, -".0".length).toLowerCase();
    this.state.nodes
      .find(({ name }) => name === device.node)
      ?.kernelLog.push({ atMs: this.nowMs, text: `NVRM: Xid (PCI:${bus}): ${number}, ${text}` });
  }

  schedulable(node: string): boolean {
    return this.state.nodes.some(({ name, ready, cordoned }) => name === node && ready && !cordoned);
  }

  changed(what: Pick<Change, "service" | "from" | "to">, text: string, changeId: string | undefined): string {
    const id = changeId ?? nextChangeId(this.core);
    recordChange(this.core, { id, atMs: this.nowMs, channel: "config", ...what, text }, false);
    return id;
  }

  stopPrometheus(stopped: boolean): void {
    this.core.state.prometheusStopped = stopped;
  }

  setDemandFactor(source: string, factor: number): void {
    this.traffic.setFactor(source, factor);
  }

  release(version: string, changeCause: string, changeId: string | undefined): string | undefined {
    this.core.registry.add(version);
    return release(this.core, version, changeCause, changeId, false);
  }

  rollback(): void {
    undo(this.core, undefined);
  }

  podsOf(version: string): number {
    return this.core.pods.filter(({ pod }) => pod.version === version && !pod.terminating).length;
  }

  failuresOf(versionOrGpu: string): { readonly firstMs: number; readonly lastMs: number } | undefined {
    return this.router.failures.get(versionOrGpu);
  }

  rejections(): { readonly firstMs: number; readonly lastMs: number } | undefined {
    return this.router.failures.get("");
  }

  rolloutUndo(deployment: string, toRevision?: number): OperationResult {
    const missing = this.missing(deployment);
    if (missing !== undefined) return missing;
    if (this.core.deployment.paused)
      return {
        ok: false,
        error: `cannot rollback a paused deployment; resume it first with 'kubectl rollout resume deployment/${deployment}' and try again`,
      };
    return undo(this.core, toRevision);
  }

  rolloutRestart(deployment: string): OperationResult {
    const missing = this.missing(deployment);
    if (missing !== undefined) return missing;
    if (this.core.deployment.paused)
      return { ok: false, error: "can't restart paused deployment (run rollout resume first)" };
    restart(this.core, `kubectl rollout restart deployment/${deployment}`);
    return OK;
  }

  setPaused(deployment: string, paused: boolean): OperationResult {
    const missing = this.missing(deployment);
    if (missing !== undefined) return missing;
    if (this.core.deployment.paused === paused)
      return { ok: false, error: paused ? "is already paused" : "is not paused" };
    this.core.deployment.paused = paused;
    this.core.deployment.generation++;
    this.core.lastProgressMs = this.nowMs;
    this.settle();
    return OK;
  }

  deploy(deployment: string, version: string, changeCause: string): OperationResult {
    const missing = this.missing(deployment);
    if (missing !== undefined) return missing;
    if (version !== this.currentVersion) release(this.core, version, changeCause, undefined, false);
    return OK;
  }

  setEnv(deployment: string, env: Readonly<Record<string, string>>): OperationResult {
    return this.missing(deployment) ?? reconfigure(this.core, { env }, `set env ${pairs(env)}`);
  }

  setLimits(deployment: string, limits: Readonly<Record<string, string>>): OperationResult {
    return (
      this.missing(deployment) ??
      reconfigure(this.core, { limits }, `set resources --limits=${pairs(limits)}`)
    );
  }

  scale(deployment: string, replicas: number): OperationResult {
    const missing = this.missing(deployment);
    if (missing !== undefined) return missing;
    if (!Number.isInteger(replicas) || replicas < 0)
      return {
        ok: false,
        error: `Deployment.apps "${deployment}" is invalid: spec.replicas: Invalid value: ${replicas}: must be greater than or equal to 0`,
      };
    if (replicas === this.core.deployment.replicas) return OK;
    this.core.deployment.replicas = replicas;
    this.core.deployment.generation++;
    this.settle();
    return OK;
  }

  deletePod(name: string): OperationResult {
    const runtime = this.core.pods.find(({ pod }) => pod.name === name);
    if (runtime === undefined) return { ok: false, error: `pods "${name}" not found` };
    terminate(this.core, runtime);
    this.settle();
    return OK;
  }

  setCordoned(name: string, cordoned: boolean): OperationResult {
    const node = this.state.nodes.find((each) => each.name === name);
    if (node === undefined) return { ok: false, error: `nodes "${name}" not found` };
    if (node.cordoned !== cordoned) {
      node.cordoned = cordoned;
      emit(this.core, `node/${name}`, eventText.nodeSchedulable(name, cordoned));
      this.settle();
    }
    return OK;
  }

  drain(name: string): OperationResult {
    const cordoned = this.setCordoned(name, true);
    if (!cordoned.ok) return cordoned;
    for (const runtime of this.core.pods) {
      if (runtime.pod.node === name) terminate(this.core, runtime);
    }
    this.settle();
    return OK;
  }

  setPowerLimit(gpuUuid: string, watts: number): OperationResult {
    const device = this.core.devices.find(({ uuid }) => uuid === gpuUuid);
    if (device === undefined) return { ok: false, error: "No devices were found" };
    const { minPowerLimitWatts: min, maxPowerLimitWatts: max } = gpuSku;
    if (!(watts >= min && watts <= max))
      return {
        ok: false,
        error: `Provided power limit ${watts.toFixed(2)} W is not a valid power limit which should be between ${min.toFixed(2)} W and ${max.toFixed(2)} W for GPU ${device.pciBusId}`,
      };
    device.powerLimitWatts = watts;
    return OK;
  }

  private missing(deployment: string): OperationResult | undefined {
    if (deployment === this.core.deployment.name) return undefined;
    return { ok: false, error: `deployments.apps "${deployment}" not found` };
  }

  private settle(): void {
    reconcile(this.core);
    schedule(this.core);
  }

  private applyDue(): void {
    const { spec, state } = this.core;
    for (
      let next = spec.changes[this.changesDone];
      next !== undefined;
      next = spec.changes[this.changesDone]
    ) {
      if (next.atMs > state.nowMs) break;
      this.changesDone++;
      this.apply(next);
    }
    for (let next = spec.faults[this.faultsDone]; next !== undefined; next = spec.faults[this.faultsDone]) {
      if (next.atMs > state.nowMs) break;
      this.faultsDone++;
      this.inject(next);
    }
    schedule(this.core);
  }

  private apply(change: PlannedChange): void {
    const { core } = this;
    const { id, service, from, to, text } = change;
    if (change.effect === "deploy") {
      release(core, change.version, text, id, change.harmless);
      return;
    }
    recordChange(core, { id, atMs: core.state.nowMs, channel: "config", service, from, to, text }, true);
    if (change.effect === "load-model") {
      const { mebibytes, seconds } = change;
      core.modelLoads.push({ startMs: core.state.nowMs, mebibytes, seconds });
    }
  }

  /** Ends a canary's hold, or undoes the release 60 s after its first failed request. */
  private watchCanary(): void {
    const { canary, effects, state } = this.core;
    if (canary === undefined || effects.canary === undefined) return;
    const { replicaSet, replicas } = canary;
    const ready = this.core.pods.filter((each) => each.replicaSet === replicaSet && each.pod.ready).length;
    if (canary.untilMs === undefined && ready >= replicas)
      canary.untilMs = state.nowMs + effects.canary.holdSeconds * 1000;
    canary.failedMs ??= this.failuresOf(replicaSet.revision.version)?.firstMs;
    if (canary.failedMs !== undefined) {
      if (state.nowMs - canary.failedMs >= 60_000) undo(this.core, undefined);
    } else if (canary.untilMs !== undefined && state.nowMs >= canary.untilMs) this.core.canary = undefined;
  }
}

function pairs(record: Readonly<Record<string, string>>): string {
  return Object.entries(record)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}
