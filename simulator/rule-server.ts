import { appendTo } from "./rules/append-to.ts";
import { parseRuleFile } from "./rules/rule-file.ts";
import { RuleManager } from "./rules/rule-manager.ts";
import type { RuleGroup, SentAlert } from "./rules/rule-types.ts";
import type { TsdbStatus } from "./tsdb/status.ts";
import type { SeriesStore } from "./tsdb/store.ts";

/** Name of the rule file an operator edits. */
export const RULES_FILE = "rules.yml";

/** What a rule server starts with. */
interface RuleServerSetup {
  readonly text: string;
  /** Rule files beside the operator's own, which edits never touch. */
  readonly added: readonly string[];
  readonly externalLabels: Readonly<Record<string, string>>;
  /** Interval of rule groups that name none, milliseconds. */
  readonly evaluationIntervalMs: number;
  readonly nowMs: number;
}

/**
 * The alerting side of the Prometheus server: the loaded rule files, and their evaluation into the same
 * store that scrapes fill.
 */
export class RuleServer {
  readonly manager: RuleManager;
  readonly externalLabels: Readonly<Record<string, string>>;
  private readonly store: SeriesStore;
  private readonly intervalMs: number;
  private readonly added: readonly RuleGroup[];
  private text: string;
  private loadedMs: number;
  private loadOk = true;
  private sent = 0;
  private failuresBefore = 0;

  /** Throws when a text does not load: a world's options come from authors and graders, who check them. */
  constructor(
    store: SeriesStore,
    { text, added, externalLabels, evaluationIntervalMs, nowMs }: RuleServerSetup,
  ) {
    this.store = store;
    this.externalLabels = externalLabels;
    this.intervalMs = evaluationIntervalMs;
    this.manager = new RuleManager({ externalLabels });
    this.added = added.flatMap((one, i) => loaded(one, `added-${i + 1}.yml`, evaluationIntervalMs));
    this.text = text;
    this.loadedMs = nowMs;
    this.manager.load([...loaded(text, RULES_FILE, evaluationIntervalMs), ...this.added], nowMs);
  }

  /** The rule file that is loaded now. */
  get rulesText(): string {
    return this.text;
  }

  /** Loads another rule file as a whole. On failure the old one stays; the answer is the server's log line. */
  reload(text: string, nowMs: number): string | undefined {
    const { groups, errors } = parseRuleFile(text, RULES_FILE, { defaultIntervalMs: this.intervalMs });
    this.loadOk = errors.length === 0;
    if (!this.loadOk) return errors.map((error) => `loading groups failed: ${error.text}`).join("\n");
    this.text = text;
    this.loadedMs = nowMs;
    this.manager.load([...groups, ...this.added], nowMs);
    return undefined;
  }

  /** A new process: alerts and counters begin again, with the file that was loaded last. */
  restart(nowMs: number): void {
    this.manager.restart(nowMs);
    this.loadedMs = nowMs;
    this.sent = 0;
    this.failuresBefore = this.manager.errors().length;
  }

  /** Evaluates every group due at `atMs`; returns the alerts that leave for Alertmanager. */
  evaluate(atMs: number): readonly SentAlert[] {
    const alerts = this.manager.evaluate(atMs, this.store, appendTo(this.store));
    this.sent += alerts.length;
    return alerts;
  }

  /** Cardinality of the store that rules read and write. */
  tsdbStatus(limit: number): TsdbStatus {
    return this.store.status(limit);
  }

  /** Figures of the server's own metrics. */
  facts(): {
    readonly ruleEvaluations: number;
    readonly ruleFailures: number;
    readonly alertsSent: number;
    readonly lastReloadSuccessful: boolean;
    readonly lastReloadSuccessMs: number;
  } {
    let ruleEvaluations = 0;
    for (const status of this.manager.statuses()) ruleEvaluations += status.evaluations;
    return {
      ruleEvaluations,
      ruleFailures: this.manager.errors().length - this.failuresBefore,
      alertsSent: this.sent,
      lastReloadSuccessful: this.loadOk,
      lastReloadSuccessMs: this.loadedMs,
    };
  }
}

function loaded(text: string, file: string, defaultIntervalMs: number): readonly RuleGroup[] {
  const { groups, errors } = parseRuleFile(text, file, { defaultIntervalMs });
  const [first] = errors;
  if (first !== undefined) throw new Error(`rule file does not load: ${first.text}`);
  return groups;
}
