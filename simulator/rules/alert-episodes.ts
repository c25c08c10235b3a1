import type { ActiveAlert, AlertStates } from "./alert-step.ts";
import type { RuleRunner } from "./rule-runner.ts";
import type { AlertInstance } from "./rule-types.ts";

interface Episode {
  /** Group, rule and number within the rule, for a steady order among episodes that began together. */
  readonly order: readonly [group: number, rule: number, number: number];
  readonly rule: string;
  alert: ActiveAlert;
}

/**
 * Remembers every episode of every alert, where a server forgets a pending alert at once and a resolved
 * one after 15 minutes. An episode runs from `activeAt` until the alert resolves or is dropped.
 */
export class EpisodeLog {
  private readonly episodes: Episode[] = [];
  private readonly open = new Map<string, Map<string, Episode>>();
  private readonly seen = new Map<string, AlertStates>();

  /** Looks at a rule's alerts after its evaluation at `atMs`. */
  update(group: number, rule: number, runner: RuleRunner, atMs: number): void {
    const states = runner.states();
    const id = `${group}/${rule}`;
    if (this.seen.get(id) === states || (states.size === 0 && !this.open.has(id))) return;
    this.seen.set(id, states);
    const open = this.open.get(id) ?? new Map<string, Episode>();
    this.open.set(id, open);
    for (const [key, episode] of open) {
      const now = states.get(key);
      if (now !== undefined && now.activeAtMs === episode.alert.activeAtMs) continue;
      episode.alert = ended(episode.alert, atMs);
      open.delete(key);
    }
    for (const [key, alert] of states) {
      const known = open.get(key);
      if (known !== undefined) known.alert = alert;
      else {
        const order = [group, rule, this.episodes.length] as const;
        const episode = { order, rule: runner.health().rule, alert };
        open.set(key, episode);
        this.episodes.push(episode);
      }
    }
  }

  /** Episodes by the time they began. */
  all(): AlertInstance[] {
    const sorted = [...this.episodes].sort(
      (a, b) => a.alert.activeAtMs - b.alert.activeAtMs || byOrder(a, b),
    );
    return sorted.map(({ rule, alert }) => toInstance(rule, alert));
  }
}

/** An alert that is gone from the server's memory: dropped while pending, or cleared by a group limit. */
function ended(alert: ActiveAlert, atMs: number): ActiveAlert {
  if (alert.state === "inactive") return alert;
  const firing = alert.state === "firing";
  return {
    ...alert,
    state: "inactive",
    resolvedAtMs: firing ? atMs : undefined,
    ...(firing ? {} : { endedAtMs: atMs }),
  };
}

function byOrder(a: Episode, b: Episode): number {
  return a.order[0] - b.order[0] || a.order[1] - b.order[1] || a.order[2] - b.order[2];
}

/** The public view of an active alert. */
export function toInstance(rule: string, alert: ActiveAlert): AlertInstance {
  const { labels, state, value, activeAtMs, firedAtMs, resolvedAtMs, endedAtMs } = alert;
  return {
    rule,
    labels,
    annotations: alert.annotations(),
    state,
    value,
    activeAtMs,
    firedAtMs,
    resolvedAtMs,
    ...(endedAtMs === undefined ? {} : { endedAtMs }),
  };
}
