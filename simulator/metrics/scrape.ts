import type { ClusterState } from "../cluster/state.ts";
import { hashUnit, keyOf } from "../kernel/hash.ts";
import type { SeriesStore } from "../tsdb/store.ts";
import type { ModelReport } from "../world-types.ts";
import { expositionText } from "./exposition.ts";
import { scrapeHealthDefinitions } from "./prometheus.ts";
import { type Sample, SampleFactory } from "./sample.ts";
import {
  clusterTargets,
  type DiscoveryContext,
  nodeTargets,
  podTarget,
  type Target,
  tfjsLabels,
  tfjsTarget,
} from "./targets.ts";
import { TfjsExporter } from "./tfjs.ts";

/** Mean duration of a scrape by job, seconds: mostly the exporter's own work. */
const TYPICAL_DURATION: ReadonlyMap<string, number> = new Map([
  ["ml-serving", 0.009],
  ["nvidia-gpu", 0.012],
  ["kubelet", 0.05],
  ["node-exporter", 0.02],
  ["kube-state-metrics", 0.03],
  ["prometheus", 0.008],
]);

/** One target being scraped: its next time, its last samples, and the five series the server adds. */
interface Loop {
  readonly target: Target;
  readonly key: number;
  readonly health: readonly Sample[];
  nextMs: number;
  scrapes: number;
  last: readonly Sample[];
  ended: boolean;
}

/** Told about each successful scrape of a target, in order. */
export type ScrapeListener = (target: Target, atMs: number) => void;

/**
 * The server's scrape manager. Each target has its own offset within the interval, so that load spreads;
 * a scrape at time t reads the cluster as of the last completed second. A failed scrape writes `up 0` and
 * ends the target's series; a vanished target ends them, and `up`, when its next scrape would have come.
 */
export class Scraper {
  private readonly store: SeriesStore;
  private readonly state: Readonly<ClusterState>;
  private readonly context: DiscoveryContext;
  private readonly listener: ScrapeListener;
  private readonly loops: Loop[] = [];
  private readonly podsSeen = new Set<string>();
  private readonly knownMetrics = new Set<string>();
  private next = Number.POSITIVE_INFINITY;
  private tfjs: TfjsExporter | undefined;

  constructor(store: SeriesStore, context: DiscoveryContext, nowMs: number, listener: ScrapeListener) {
    this.store = store;
    this.state = context.state;
    this.context = context;
    this.listener = listener;
    for (const region of new Set(this.state.nodes.map((node) => node.region))) {
      for (const target of clusterTargets(region, context)) this.add(target, nowMs);
    }
    for (const node of this.state.nodes) {
      for (const target of nodeTargets(node, context)) this.add(target, nowMs);
    }
    this.discoverPods(nowMs);
  }

  /** Time of the next scrape, milliseconds. */
  get nextMs(): number {
    return this.next;
  }

  /** Targets per job, jobs in order of discovery. */
  targetsByJob(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { target } of this.loops) counts.set(target.job, (counts.get(target.job) ?? 0) + 1);
    return counts;
  }

  /** Follows the cluster after each simulated second: new pods, and exporters that poll. */
  tick(nowMs: number): void {
    this.discoverPods(nowMs);
    const second = Math.floor(nowMs / 1000);
    for (const { target } of this.loops) target.tick?.(second);
  }

  /** Runs every scrape that is due at `atMs`. */
  scrape(atMs: number): void {
    let vanished = false;
    let next = Number.POSITIVE_INFINITY;
    for (const loop of this.loops) {
      if (loop.nextMs <= atMs) {
        if (loop.target.exists()) this.scrapeOne(loop, atMs);
        else {
          this.end(loop, atMs);
          vanished = true;
        }
      }
      next = Math.min(next, loop.nextMs);
    }
    if (vanished) this.forgetEnded();
    else this.next = next;
  }

  /**
   * Goes on at `atMs` after the server was away. Nothing was written meanwhile, not even an end; to the new process
   * every series of a target is a new one.
   */
  resume(atMs: number): void {
    const intervalMs = this.context.scrapeIntervalMs;
    this.next = Number.POSITIVE_INFINITY;
    for (const loop of this.loops) {
      const missed = Math.max(0, Math.ceil((atMs - loop.nextMs) / intervalMs));
      loop.nextMs += missed * intervalMs;
      loop.last = [];
      loop.scrapes++;
      this.next = Math.min(this.next, loop.nextMs);
    }
  }

  /** Takes what the TensorFlow.js server measured about itself; the first report makes it a target. */
  reportModel(report: ModelReport, nowMs: number): void {
    if (this.tfjs === undefined) {
      const labels = tfjsLabels(this.state.nodes[0]?.region ?? "");
      this.tfjs = new TfjsExporter(new SampleFactory(labels, false));
      this.add(tfjsTarget(labels, this.tfjs), nowMs);
    }
    this.tfjs.report(report);
  }

  /** Answers `GET /metrics` of an address, host name or pod; undefined when nothing listens there. */
  exposition(address: string): string | undefined {
    const loop = this.loops.find(
      ({ target }) => target.address === address || target.aliases.includes(address),
    );
    if (loop === undefined || !loop.target.exists() || !loop.target.exporter.reachable()) return undefined;
    return expositionText(loop.target.exporter.collect(this.state.nowMs));
  }

  private discoverPods(nowMs: number): void {
    for (const pod of this.state.pods) {
      if (pod.node === undefined || this.podsSeen.has(pod.uid)) continue;
      this.podsSeen.add(pod.uid);
      this.add(podTarget(pod, this.context), nowMs);
    }
  }

  private add(target: Target, nowMs: number): void {
    const intervalMs = this.context.scrapeIntervalMs;
    const key = keyOf(`${target.job} ${target.address}`);
    const offset = Math.floor(hashUnit(0, key, 0) * intervalMs);
    const grid = Math.floor((nowMs - offset) / intervalMs) + 1;
    const factory = new SampleFactory(target.labels, false);
    const nextMs = grid * intervalMs + offset;
    const health = scrapeHealthDefinitions.map((definition) => factory.make(definition));
    this.loops.push({ target, key, health, nextMs, scrapes: 0, last: [], ended: false });
    this.next = Math.min(this.next, nextMs);
    this.describe(target);
  }

  private describe(target: Target): void {
    for (const definition of [...target.exporter.definitions, ...scrapeHealthDefinitions]) {
      if (this.knownMetrics.has(definition.name)) continue;
      this.knownMetrics.add(definition.name);
      const { name, type, help, unit } = definition;
      this.store.setMetadata({ name, type, help, unit });
    }
  }

  private scrapeOne(loop: Loop, atMs: number): void {
    const { target } = loop;
    const number = ++loop.scrapes;
    loop.nextMs = atMs + this.context.scrapeIntervalMs;
    const answered = target.exporter.reachable();
    const samples = answered ? target.exporter.collect(this.state.nowMs) : [];
    let added = 0;
    for (const sample of samples) {
      if (sample.scrapeNumber !== number - 1) added++;
      sample.scrapeNumber = number;
      this.append(sample, atMs);
    }
    if (samples !== loop.last) {
      for (const sample of loop.last) if (sample.scrapeNumber !== number) this.appendStale(sample, atMs);
      loop.last = samples;
    }
    const typical = TYPICAL_DURATION.get(target.job) ?? 0.01;
    const duration = typical * (0.75 + 0.5 * hashUnit(this.context.seed, loop.key, Math.floor(atMs / 1000)));
    // A refused connection is answered at once.
    const values = [answered ? 1 : 0, answered ? duration : 0.0005, samples.length, samples.length, added];
    loop.health.forEach((sample, i) => {
      sample.value = values[i] ?? 0;
      this.append(sample, atMs);
    });
    if (answered) this.listener(target, atMs);
  }

  private end(loop: Loop, atMs: number): void {
    loop.ended = true;
    for (const sample of loop.last) this.appendStale(sample, atMs);
    if (loop.scrapes > 0) for (const sample of loop.health) this.appendStale(sample, atMs);
  }

  private forgetEnded(): void {
    let kept = 0;
    this.next = Number.POSITIVE_INFINITY;
    for (const loop of this.loops) {
      if (loop.ended) continue;
      this.loops[kept++] = loop;
      this.next = Math.min(this.next, loop.nextMs);
    }
    this.loops.length = kept;
  }

  private append(sample: Sample, atMs: number): void {
    sample.ref ??= this.store.series(sample.stored);
    this.store.append(sample.ref, atMs, sample.value);
  }

  private appendStale(sample: Sample, atMs: number): void {
    if (sample.ref !== undefined) this.store.appendStale(sample.ref, atMs);
  }
}
