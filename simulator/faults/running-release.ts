import type { FaultTarget, RunningFault } from "../cluster/planned-fault.ts";
import type { VersionBehaviour } from "../cluster/version-behaviour.ts";

/**
 * A fault that lives in a release: it begins with a deploy and its cause is gone when the last pod of
 * that version is. Users are hurt as long as its pods fail requests.
 */
export class RunningRelease implements RunningFault {
  readonly targets: readonly string[];
  readonly arrivedBy: string | undefined;
  endMs: number | undefined;
  firstSymptomMs: number | undefined;
  recoveredMs: number | undefined;
  private readonly target: FaultTarget;
  private readonly version: string;
  private seen = false;

  /** `spoil` makes the version what it is before it is rolled out. Throws when the version runs already. */
  constructor(
    target: FaultTarget,
    version: string,
    changeId: string | undefined,
    spoil: (behaviour: VersionBehaviour) => void,
  ) {
    this.target = target;
    this.version = version;
    this.targets = [target.deployment, version];
    const from = target.currentVersion;
    if (from === version || target.podsOf(version) > 0)
      throw new Error(`${version} of ${target.deployment} already runs; name a version that does not.`);
    spoil(target.behaviour(version));
    this.arrivedBy = target.release(version, `deploy ${target.deployment} ${from} -> ${version}`, changeId);
    // A gate kept it out of the cluster: its cause was gone before anyone was hurt.
    if (this.arrivedBy === undefined) this.endMs = target.nowMs;
  }

  tick(): void {
    const { target, version } = this;
    const failures = target.failuresOf(version);
    this.firstSymptomMs ??= failures?.firstMs;
    const pods = target.podsOf(version);
    this.seen ||= pods > 0;
    if (this.endMs === undefined && this.seen && pods === 0 && target.currentVersion !== version)
      this.endMs = target.nowMs;
    if (this.endMs !== undefined) this.recoveredMs ??= failures?.lastMs ?? this.endMs;
  }

  recover(): boolean {
    if (this.endMs !== undefined) return false;
    if (this.target.currentVersion === this.version) this.target.rollback();
    return true;
  }
}
