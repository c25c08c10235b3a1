import { keyOf } from "../kernel/hash.ts";
import { safeSuffix } from "../kernel/ids.ts";
import { type ClusterCore, nextChangeId, recordChange } from "./cluster-core.ts";
import { currentReplicaSet, reconcile } from "./deployment-controller.ts";
import type { OperationResult } from "./operations.ts";
import { type ReplicaSet, replicaSetOf } from "./replica-set.ts";
import { soakFails } from "./soak-test.ts";
import type { Revision } from "./state.ts";
import { soundVersion, type VersionBehaviour } from "./version-behaviour.ts";

const TEMPLATE_KEY = keyOf("pod-template-hash");

/** What a new template is made of. */
interface Template {
  readonly version: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  /** `kubectl.kubernetes.io/restartedAt`, which makes a template differ without changing what it runs. */
  readonly restartedAt: string;
}

/** How a version behaves; a version nobody has changed is sound. */
export function behaviourOf(core: Pick<ClusterCore, "behaviours">, version: string): VersionBehaviour {
  const known = core.behaviours.get(version);
  if (known !== undefined) return known;
  const behaviour = soundVersion();
  core.behaviours.set(version, behaviour);
  return behaviour;
}

/** Adds a revision to the Deployment's history and returns its ReplicaSet; an equal template gives the old one a new number. */
export function addRevision(
  core: Pick<ClusterCore, "spec" | "behaviours" | "deployment" | "replicaSets">,
  template: Template,
  changeCause: string,
  createdMs: number,
): ReplicaSet {
  const { service } = core.spec;
  const templateHash = templateHashOf(service.deployment, template);
  const number = 1 + Math.max(0, ...core.replicaSets.map(({ revision }) => revision.number));
  const known = core.replicaSets.find(({ revision }) => revision.templateHash === templateHash);
  if (known !== undefined) {
    known.revision.number = number;
    core.deployment.currentRevision = number;
    return known;
  }
  const { version, env, limits } = template;
  const image = `${service.imageRepository}:${version}`;
  const revision: Revision = { number, templateHash, version, image, changeCause, createdMs, env, limits };
  const replicaSet = replicaSetOf(service, revision, behaviourOf(core, version), template.restartedAt);
  core.deployment.revisions.push(revision);
  core.replicaSets.push(replicaSet);
  core.deployment.currentRevision = number;
  return replicaSet;
}

/** A deploy: a new image on the current template. Returns the change's id, undefined when a gate held it back. */
export function release(
  core: ClusterCore,
  version: string,
  changeCause: string,
  changeId: string | undefined,
  harmless: boolean,
): string | undefined {
  const { revision: from, restartedAt } = currentReplicaSet(core);
  const { service } = core.spec;
  const id = changeId ?? nextChangeId(core);
  const { nowMs } = core.state;
  const row = {
    id,
    atMs: nowMs,
    channel: "deploy",
    service: service.deployment,
    from: from.version,
  } as const;
  const { soakTest } = core.effects;
  const candidate = replicaSetOf(service, { ...from, version }, behaviourOf(core, version), restartedAt);
  if (soakTest !== undefined && soakFails(core, candidate, soakTest)) {
    const text = `${version} held back: its soak test in staging ran out of memory`;
    recordChange(core, { ...row, to: from.version, text }, true);
    return undefined;
  }
  recordChange(core, { ...row, to: version, text: changeCause }, harmless);
  const template = { version, env: from.env, limits: from.limits, restartedAt };
  startRollout(core, () => addRevision(core, template, changeCause, nowMs), "deploy");
  return id;
}

/** A change of the container template that keeps the version: environment or limits. */
export function reconfigure(
  core: ClusterCore,
  change: {
    readonly env?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  },
  text: string,
): OperationResult {
  const { revision, restartedAt } = currentReplicaSet(core);
  const env = { ...revision.env, ...change.env };
  const limits = { ...revision.limits, ...change.limits };
  const { nowMs } = core.state;
  const { version } = revision;
  const template = { version, env, limits, restartedAt };
  if (templateHashOf(core.spec.service.deployment, template) === revision.templateHash) return { ok: true };
  const service = core.spec.service.deployment;
  const id = nextChangeId(core);
  recordChange(
    core,
    { id, atMs: nowMs, channel: "config", service, from: version, to: version, text },
    false,
  );
  startRollout(core, () => addRevision(core, template, text, nowMs), "config");
  return { ok: true };
}

/** `kubectl rollout restart`. */
export function restart(core: ClusterCore, cause: string): void {
  const { revision } = currentReplicaSet(core);
  const { nowMs } = core.state;
  const { version, env, limits } = revision;
  const template = { version, env, limits, restartedAt: String(nowMs) };
  startRollout(core, () => addRevision(core, template, cause, nowMs), "restart");
}

/** `kubectl rollout undo`: the template of an older revision under a new number. */
export function undo(core: ClusterCore, toRevision: number | undefined): OperationResult {
  const { deployment, replicaSets, state } = core;
  const current = currentReplicaSet(core);
  const older = replicaSets
    .filter((each) => each !== current)
    .sort((a, b) => b.revision.number - a.revision.number);
  if (toRevision === undefined && older.length === 0)
    return { ok: false, error: `no rollout history found for deployment "${deployment.name}"` };
  const wanted = toRevision === undefined || toRevision === 0 ? older[0] : byNumber(replicaSets, toRevision);
  if (wanted === undefined)
    return { ok: false, error: `unable to find specified revision ${toRevision} in history` };
  if (wanted === current) return { ok: true };
  const from = current.revision.version;
  const to = wanted.revision.version;
  const text = `rollback from ${from} to ${to}`;
  const id = nextChangeId(core);
  recordChange(
    core,
    { id, atMs: state.nowMs, channel: "deploy", service: deployment.name, from, to, text },
    false,
  );
  const pace = core.effects.rollbackMinReadySeconds;
  if (pace !== undefined) deployment.minReadySeconds = pace;
  startRollout(
    core,
    () => {
      wanted.revision.number = 1 + Math.max(...replicaSets.map(({ revision }) => revision.number));
      deployment.currentRevision = wanted.revision.number;
      return wanted;
    },
    "rollback",
  );
  return { ok: true };
}

function startRollout(
  core: ClusterCore,
  change: () => ReplicaSet,
  cause: ClusterCore["rollout"]["cause"],
): void {
  const { deployment, state, effects } = core;
  const from = currentReplicaSet(core).revision.version;
  const replicaSet = change();
  const to = replicaSet.revision.version;
  core.rollout = { from, to, cause };
  core.lastProgressMs = state.nowMs;
  core.canary = undefined;
  if (effects.canary !== undefined && cause === "deploy")
    core.canary = { replicaSet, replicas: effects.canary.replicas, untilMs: undefined, failedMs: undefined };
  if (cause !== "rollback") deployment.minReadySeconds = core.minReadySeconds;
  deployment.generation++;
  deployment.rolloutStartedMs = state.nowMs;
  deployment.progressDeadlineExceeded = false;
  core.ledger.rollout(state.nowMs, { deployment: deployment.name, event: "started", ...core.rollout });
  reconcile(core);
}

function byNumber(replicaSets: readonly ReplicaSet[], number: number): ReplicaSet | undefined {
  return replicaSets.find(({ revision }) => revision.number === number);
}

/** The pod-template-hash label: equal templates have equal hashes. */
function templateHashOf(deployment: string, template: Template): string {
  const pairs = (record: Readonly<Record<string, string>>): string =>
    Object.entries(record)
      .map(([name, value]) => `${name}=${value}`)
      .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      .join(",");
  const text = [template.version, pairs(template.env), pairs(template.limits), template.restartedAt].join(
    "|",
  );
  return safeSuffix(keyOf(text), TEMPLATE_KEY, keyOf(deployment), 10);
}
