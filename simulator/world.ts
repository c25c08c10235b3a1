import { AlertRecorder } from "./alert-recorder.ts";
import { AutoRollbacks } from "./auto-rollbacks.ts";
import { Cluster } from "./cluster/cluster.ts";
import type { Pod } from "./cluster/state.ts";
import { effectsOf } from "./cluster/world-effects.ts";
import { didYouMean } from "./did-you-mean.ts";
import { DAY, SECOND } from "./kernel/units.ts";
import type { Ledger } from "./ledger/ledger-types.ts";
import { LedgerWriter } from "./ledger/ledger-writer.ts";
import { logSearch } from "./logs/logs.ts";
import type { LabelledRequest } from "./metrics/request-id-series.ts";
import { Scraper } from "./metrics/scrape.ts";
import { modelNameOf, ServingExporter } from "./metrics/serving.ts";
import type { Target } from "./metrics/targets.ts";
import { Operator } from "./operator.ts";
import { PageRecorder } from "./page-recorder.ts";
import { PrometheusProcess } from "./prometheus-process.ts";
import { RuleServer } from "./rule-server.ts";
import { Alertmanager } from "./rules/alertmanager/alertmanager.ts";
import { type AlertmanagerConfig, parseAlertmanagerConfig } from "./rules/alertmanager/config.ts";
import type { AlertInstance, AlertTransition, Notification } from "./rules/rule-types.ts";
import { scenarios } from "./scenarios/index.ts";
import type { MonitoringSpec, Scenario } from "./scenarios/scenario.ts";
import { ExemplarLog } from "./traces/exemplars.ts";
import { RequestHistory } from "./traces/request-history.ts";
import { answeredRequests, type RequestContext } from "./traces/sampled-request.ts";
import { traceSearch } from "./traces/traces.ts";
import type { Exemplar, MetricMetadata, SampleSource } from "./tsdb/sample-source.ts";
import { SeriesStore } from "./tsdb/store.ts";
import { checkAction, checkAdvance, checkSeed } from "./world-actions.ts";
import type { WorldOptions } from "./world-options.ts";
import type { Action, ShellResult, World } from "./world-types.ts";

const ledgers = new WeakMap<World, Ledger>();

/**
 * A run of a scenario at its first instant. Equal arguments and equal actions give equal bytes. Throws for
 * an unknown scenario, a seed out of range, or rule texts in `options` that do not load.
 */
export function createWorld(scenarioId: string, seed: number, options: WorldOptions = {}): World {
  checkSeed(seed);
  const scenario = scenarios.find(({ id }) => id === scenarioId);
  if (scenario !== undefined) return new SimulatedWorld(scenario, seed, options);
  const near = didYouMean(
    scenarioId,
    scenarios.map(({ id }) => id),
  );
  throw new Error(`unknown scenario "${scenarioId}"${near === undefined ? "" : `; did you mean "${near}"?`}`);
}

/** The truth of a run, for graders and the command line only. Throws for a world this simulator did not make. */
export function openLedger(world: World): Ledger {
  const ledger = ledgers.get(world);
  if (ledger === undefined) throw new Error("this world has no ledger: createWorld did not make it");
  return ledger;
}

/**
 * One cluster, the servers that watch it and the people who act on it, on one clock. Within a millisecond
 * the cluster moves first, then scrapes, rules, Alertmanager and automations, in that order.
 */
class SimulatedWorld implements World {
  readonly scenarioId: string;
  readonly seed: number;
  readonly startMs: number;
  readonly openAtMs: number;
  readonly endMs: number;
  readonly #cluster: Cluster;
  readonly #store = new SeriesStore();
  readonly #scraper: Scraper;
  readonly #history = new RequestHistory();
  readonly #requests: RequestContext;
  readonly #traces: World["traces"];
  readonly #logs: World["logs"];
  readonly #exemplars: ExemplarLog;
  readonly #rules: RuleServer;
  readonly #prometheus: PrometheusProcess;
  readonly #ledger: LedgerWriter;
  readonly #alertmanager: Alertmanager;
  readonly #alertRecorder: AlertRecorder;
  readonly #pageRecorder: PageRecorder;
  readonly #operator: Operator;
  readonly #automations: AutoRollbacks;
  readonly #actions: Action[] = [];
  /** Samples appended by processes of the server before the one that runs. */
  #samplesBefore = 0;
  #nowMs: number;

  constructor(scenario: Scenario, seed: number, options: WorldOptions) {
    const { id, startMs, service, users, monitoring } = scenario;
    const effects = effectsOf(options);
    const ledger = new LedgerWriter({
      scenario: id,
      seed,
      epochMs: scenario.epochMs,
      slo: scenario.slo,
      causes: scenario.causes,
      users,
    });
    ledgers.set(this, ledger.open());
    this.#ledger = ledger;
    this.#prometheus = new PrometheusProcess(startMs, monitoring.memoryLimitBytes, () => this.#store.head());
    this.scenarioId = id;
    this.seed = seed;
    this.startMs = startMs;
    this.openAtMs = scenario.openAtMs;
    this.endMs = scenario.endMs;
    this.#nowMs = startMs;
    this.#cluster = new Cluster(scenario, seed, options, ledger);
    this.#requests = {
      users,
      longWorkspaceMiB: service.memory.longWorkspaceMiB,
      endpoint: service.endpoint,
      modelName: modelNameOf(this.#cluster.state, service.deployment),
    };
    this.#traces = traceSearch(this.#history, this.#requests);
    this.#logs = logSearch({
      history: this.#history,
      state: this.#cluster.state,
      context: this.#requests,
    });
    this.#exemplars = new ExemplarLog(this.#requests, monitoring.scrapeIntervalMs, effects.observeFailures);
    this.#rules = new RuleServer(this.#store, {
      text: options.rulesText ?? monitoring.rulesText,
      added: effects.addedRules,
      externalLabels: monitoring.externalLabels,
      evaluationIntervalMs: monitoring.evaluationIntervalMs,
      nowMs: startMs,
    });
    this.#alertmanager = new Alertmanager({ config: alertmanagerConfig(monitoring.alertmanagerText) });
    this.#alertRecorder = new AlertRecorder(ledger);
    this.#pageRecorder = new PageRecorder(ledger);
    this.#operator = new Operator(this, {
      cluster: this.#cluster,
      rules: this.#rules,
      alertmanager: this.#alertmanager,
      ledger,
    });
    this.#automations = new AutoRollbacks(effects.autoRollbacks);
    this.#scraper = this.#startScraping(monitoring);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get actions(): readonly Action[] {
    return this.#actions;
  }

  get cluster(): World["cluster"] {
    return this.#cluster.state;
  }

  get source(): SampleSource {
    return this.#store;
  }

  get metadata(): ReadonlyMap<string, MetricMetadata> {
    return this.#store.metadata;
  }

  get rulesText(): string {
    return this.#rules.rulesText;
  }

  advance(toMs: number): void {
    checkAdvance(toMs, this.#nowMs);
    const targetMs = Math.min(toMs, this.endMs + DAY);
    for (let tickMs = this.#nextTickMs(); tickMs <= targetMs; tickMs = this.#nextTickMs()) {
      this.#runEvents((atMs) => atMs < tickMs);
      this.#cluster.step();
      this.#history.record(this.#cluster.state);
      this.#scraper.tick(tickMs);
      this.#prometheus.follow(this.#cluster.state.prometheusStopped, tickMs);
    }
    this.#runEvents((atMs) => atMs <= targetMs);
    this.#nowMs = targetMs;
  }

  act(action: Action): ShellResult | undefined {
    const number = this.#actions.length + 1;
    checkAction(action, number, this.#nowMs);
    const result = this.#operator.act(action, number);
    this.#actions.push(action);
    if (action.kind === "model-report") this.#scraper.reportModel(action.report, this.#nowMs);
    this.#pageRecorder.follow(this.#alertmanager.notifications());
    return result;
  }

  exemplars(): readonly Exemplar[] {
    return this.#exemplars.all();
  }

  alerts(): readonly AlertInstance[] {
    return this.#rules.manager.alerts();
  }

  alertTransitions(): readonly AlertTransition[] {
    return this.#rules.manager.transitions();
  }

  notifications(): readonly Notification[] {
    return this.#alertmanager.notifications();
  }

  get logs(): World["logs"] {
    return this.#logs;
  }

  completeCommand(line: string): readonly string[] {
    return this.#operator.completeCommand(line);
  }

  exposition(address: string): string | undefined {
    return this.#scraper.exposition(address);
  }

  get traces(): World["traces"] {
    return this.#traces;
  }

  #nextTickMs(): number {
    return this.#cluster.nowMs + SECOND;
  }

  #nextEventMs(): number {
    const serverMs = this.#prometheus.running
      ? Math.min(this.#scraper.nextMs, this.#rules.manager.nextEvaluationMs())
      : this.#prometheus.nextMs;
    return Math.min(serverMs, this.#alertmanager.nextEventMs(), this.#automations.nextMs);
  }

  #runEvents(due: (atMs: number) => boolean): void {
    for (let atMs = this.#nextEventMs(); due(atMs); atMs = this.#nextEventMs()) {
      this.#nowMs = atMs;
      if (this.#prometheus.nextMs <= atMs) this.#startAgain(atMs);
      if (this.#prometheus.running && this.#scraper.nextMs <= atMs) this.#scrape(atMs);
      if (this.#prometheus.running && this.#rules.manager.nextEvaluationMs() <= atMs) this.#evaluate(atMs);
      if (this.#alertmanager.nextEventMs() <= atMs) this.#notify(atMs);
      for (const alert of this.#automations.take(atMs)) {
        this.#operator.rollback(this.#cluster.deployment, `automatic rollback after ${alert}:`);
      }
    }
  }

  #scrape(atMs: number): void {
    this.#scraper.scrape(atMs);
    if (this.#prometheus.killIfFull(atMs)) this.#noteKilled(atMs);
  }

  #startAgain(atMs: number): void {
    if (this.#prometheus.replayed(atMs, this.#store.seriesCount)) {
      this.#scraper.resume(atMs);
      this.#rules.restart(atMs);
      this.#samplesBefore = this.#store.sampleCount;
    } else this.#noteKilled(atMs);
  }

  #noteKilled(atMs: number): void {
    const pod = `prometheus-${this.#cluster.state.nodes[0]?.region ?? ""}-0`;
    this.#ledger.pod(atMs, { pod, version: "", event: "oom-killed", exitCode: 137, reason: "OOMKilled" });
  }

  #evaluate(atMs: number): void {
    const alerts = this.#rules.evaluate(atMs);
    this.#alertRecorder.follow(this.#rules.manager.transitions());
    if (alerts.length > 0) this.#alertmanager.receive(alerts, atMs);
  }

  #notify(atMs: number): void {
    const delivered = this.#alertmanager.advance(atMs);
    this.#automations.follow(delivered);
    this.#pageRecorder.follow(this.#alertmanager.notifications());
  }

  #startScraping({ scrapeIntervalMs, dcgmRefreshMs, dcgmCounters = [] }: MonitoringSpec): Scraper {
    const context = {
      state: this.#cluster.state,
      seed: this.seed,
      scrapeIntervalMs,
      dcgmRefreshMs,
      dcgmCounters,
      prometheusFacts: () => ({
        ...this.#headFacts(),
        samplesAppended: this.#store.sampleCount - this.#samplesBefore,
        targetsByJob: this.#scraper.targetsByJob(),
        ...this.#rules.facts(),
      }),
      answeredRequests: (pod: Pod, second: number) => this.#answered(pod, second),
    };
    return new Scraper(this.#store, context, this.startMs, (target, atMs) =>
      this.#noteExemplars(target, atMs),
    );
  }

  #headFacts() {
    const { startMs, running, residentBytes, createdBefore } = this.#prometheus;
    const headSeries = this.#store.head().series;
    const seriesCreated = this.#store.seriesCount - createdBefore;
    return {
      startMs,
      running,
      residentBytes,
      headSeries,
      seriesCreated,
      seriesRemoved: seriesCreated - headSeries,
    };
  }

  #answered(pod: Pod, second: number): readonly LabelledRequest[] {
    const history = this.#history.of(pod);
    if (history === undefined) return [];
    return answeredRequests(history, second, this.#requests).map(({ requestId, fact }) => ({
      requestId,
      latencySeconds: fact.latencySeconds,
    }));
  }

  #noteExemplars({ exporter }: Target, atMs: number): void {
    if (!(exporter instanceof ServingExporter)) return;
    const pod = this.#history.of(exporter.pod);
    if (pod !== undefined) this.#exemplars.note({ atMs, pod, buckets: exporter.latencySeries });
  }
}

/** Throws when the text does not load: scenarios are written by authors. */
function alertmanagerConfig(text: string): AlertmanagerConfig {
  const read = parseAlertmanagerConfig(text);
  if (!read.ok) throw new Error(`alertmanager configuration does not load: ${read.error}`);
  return read.config;
}
