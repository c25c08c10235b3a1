import type { Notification, SentAlert } from "../rule-types.ts";
import { Alertmanager, type AlertmanagerOptions } from "./alertmanager.ts";
import { NotificationLog } from "./notification-log.ts";
import { Silences } from "./silences.ts";

/** Alertmanager's default `--cluster.peer-timeout`: how long each position waits for the one before it. */
const PEER_TIMEOUT_MS = 15_000;

/**
 * Two clustered Alertmanagers. Prometheus sends every alert to both; each waits its position times the peer
 * timeout before it asks the notification log, so the second finds what the first has told. The log and the
 * silences are one object here: a real cluster gossips them (every 200 ms by default), and notices within
 * seconds, not at once, that a member has gone. Source: notify/notify.go, `WaitStage`; cluster/cluster.go,
 * `Position`.
 */
export class AlertmanagerPair {
  readonly silences = new Silences();
  private readonly log = new NotificationLog();
  private readonly options: AlertmanagerOptions;
  /** By position at full strength; undefined while down. */
  private readonly members: (Alertmanager | undefined)[];
  private delivered: Notification[] = [];

  constructor(options: Omit<AlertmanagerOptions, "cluster"> = {}) {
    this.options = options;
    this.members = [this.start(0), this.start(1)];
  }

  /** Takes alerts as a Prometheus server sends them, to every member that is up. */
  receive(alerts: readonly SentAlert[], nowMs: number): void {
    this.runTo(nowMs, false);
    for (const member of this.live()) member.receive(alerts, nowMs);
  }

  /** When something is due next; +Infinity when nothing is. */
  nextEventMs(): number {
    return Math.min(...this.live().map((member) => member.nextEventMs()), Number.POSITIVE_INFINITY);
  }

  /** Does everything due up to `nowMs`, in time order over both; returns what was delivered since the last call. */
  advance(nowMs: number): Notification[] {
    this.runTo(nowMs, true);
    const delivered = this.delivered;
    this.delivered = [];
    return delivered;
  }

  /**
   * Stops a member, or starts it. A stopped one loses its alerts and timers, and learns the log and the silences
   * from the other when it is back; alerts come with the next resend.
   */
  setDown(member: 0 | 1, down: boolean, nowMs: number): void {
    this.runTo(nowMs, false);
    if (down) this.members[member] = undefined;
    else this.members[member] ??= this.start(member);
  }

  /** Makes a receiver fail, or work again, for one member only, as when its way out of the network is cut. */
  setReceiverFailing(member: 0 | 1, receiver: string, failing: boolean): void {
    this.members[member]?.setReceiverFailing(receiver, failing);
  }

  private start(member: number): Alertmanager {
    const { silences, log } = this;
    const waitMs = () =>
      this.members.slice(0, member).filter((one) => one !== undefined).length * PEER_TIMEOUT_MS;
    return new Alertmanager({ ...this.options, cluster: { silences, log, waitMs } });
  }

  private live(): readonly Alertmanager[] {
    return this.members.filter((one) => one !== undefined);
  }

  private runTo(nowMs: number, inclusive: boolean): void {
    const due = (atMs: number) => (inclusive ? atMs <= nowMs : atMs < nowMs);
    for (let next = this.nextEventMs(); due(next); next = this.nextEventMs()) {
      for (const member of this.live())
        if (member.nextEventMs() <= next) this.delivered.push(...member.advance(next));
    }
  }
}
