import type { SampleColumns, SampleSource, SeriesHandle, WindowGrid } from "../../tsdb/sample-source.ts";
import { emptyColumns } from "../../tsdb/series-columns.ts";
import type { Expr, VectorSelector } from "../parse/ast.ts";
import type { Plan } from "../plan/plan.ts";
import type { StopReason } from "../query-types.ts";
import { Annotations } from "./annotations.ts";
import { keepStatistics } from "./histogram-stats.ts";
import { QueryError, stopped, TOO_MANY_SAMPLES } from "./query-error.ts";
import type { StepBlock } from "./step-block.ts";
import type { TimeGrid } from "./time-grid.ts";

/** The settings of one evaluation, all defaults filled in. Times are milliseconds. */
export interface EvaluationSettings {
  readonly source: SampleSource;
  readonly plan: Plan;
  /** First and last instant of the whole query; equal for an instant query. */
  readonly startMs: number;
  readonly endMs: number;
  /** Zero for an instant query. */
  readonly stepMs: number;
  readonly lookbackMs: number;
  readonly defaultSubqueryStepMs: number;
  readonly maxSamples: number;
  /** Drop metric names at the very end instead of at once. */
  readonly delayedNames: boolean;
  readonly typeAndUnitLabels: boolean;
  readonly useStartTimestamps: boolean;
  /** Whether anybody still wants the answer; see `QueryOptions`. */
  readonly shouldStop?: (() => StopReason | undefined) | undefined;
  /** False for a test runner, whose limit is on points that exist and nothing else. */
  readonly limitsRoom?: boolean;
}

/** Samples or points that pass between two questions whether to go on; about a tenth of a millisecond. */
const CHECK_EVERY = 8192;
/** A grid may have so many times more places than points are allowed; most series do not live all the time. */
const ROOM = 16;

/** Evaluates a node over a grid; the dispatcher, handed in so that node kinds need not import each other. */
export type EvaluateNode = (ev: Evaluation, node: Expr, grid: TimeGrid) => StepBlock;

/** The state of one query while it runs: settings, notes, counters and scratch space. */
export class Evaluation {
  readonly settings: EvaluationSettings;
  readonly notes = new Annotations();
  /** Samples read from the source, by node id. */
  readonly samplesByNode: Float64Array;
  /** Rows with points, by node id; the largest of several evaluations of one node. */
  readonly seriesByNode: Float64Array;
  samplesRead = 0;
  /** Points held now; what a real server counts against its sample limit. */
  private held = 0;
  private sinceCheck = 0;
  private readonly dispatch: EvaluateNode;
  private readonly pool: SampleColumns[] = [];

  constructor(settings: EvaluationSettings, dispatch: EvaluateNode) {
    this.settings = settings;
    this.dispatch = dispatch;
    this.samplesByNode = new Float64Array(settings.plan.nodeCount);
    this.seriesByNode = new Float64Array(settings.plan.nodeCount);
  }

  evaluate(node: Expr, grid: TimeGrid): StepBlock {
    return this.dispatch(this, node, grid);
  }

  /** The one value per step of a scalar argument. */
  scalar(node: Expr, grid: TimeGrid): Float64Array {
    return this.evaluate(node, grid).values;
  }

  countRead(node: Expr, samples: number): void {
    this.samplesRead += samples;
    this.samplesByNode[node.id] = (this.samplesByNode[node.id] ?? 0) + samples;
    this.tick(samples);
  }

  /** Tells that about so many samples or points were dealt with; ends the query when nobody wants it any more. */
  tick(work: number): void {
    this.sinceCheck += work + 1;
    if (this.sinceCheck < CHECK_EVERY) return;
    this.sinceCheck = 0;
    const reason = this.settings.shouldStop?.();
    if (reason !== undefined) throw stopped(reason, "expression evaluation");
  }

  /** Refuses a grid that could not even be laid out, before it takes the memory. */
  requireRoom(rows: number, steps: number): void {
    if (this.settings.limitsRoom === false || rows * steps <= ROOM * this.settings.maxSamples) return;
    throw new QueryError(TOO_MANY_SAMPLES);
  }

  countSeries(node: Expr, rows: number): void {
    this.seriesByNode[node.id] = Math.max(this.seriesByNode[node.id] ?? 0, rows);
  }

  /** Takes `points` into account; refuses the query when it holds too many. Negative counts give back. */
  hold(points: number): void {
    this.held += points;
    if (this.held > this.settings.maxSamples) {
      throw new QueryError(TOO_MANY_SAMPLES);
    }
  }

  /** Runs `work` and afterwards holds what was held before plus the result; all between is given back. */
  holdingResult(work: () => StepBlock): StepBlock {
    const before = this.held;
    const block = work();
    this.tick(block.kinds.length);
    this.held = before;
    this.hold(block.sampleWeight());
    return block;
  }

  /** Reads `(fromMs, toMs]` of one series of a selector; of it only the windows, where the source can. */
  read(
    selector: VectorSelector,
    handle: SeriesHandle,
    fromMs: number,
    toMs: number,
    columns: SampleColumns,
    windows?: WindowGrid,
  ): void {
    // Sources that know neither histograms nor start times need not reset these.
    columns.histograms = undefined;
    columns.startsMs = undefined;
    if (windows !== undefined && handle.readWindows?.(windows, columns) === true) return;
    handle.read(fromMs, toMs, columns);
    if (columns.histograms !== undefined && this.settings.plan.statisticsOnly[selector.id] === 1) {
      keepStatistics(columns);
    }
  }

  /** Fresh scratch columns, for readers that keep them through an evaluation. */
  scratchColumns(): SampleColumns {
    return emptyColumns();
  }

  /** Runs `work` with scratch columns that are reused afterwards. */
  withColumns<T>(work: (columns: SampleColumns) => T): T {
    const columns = this.pool.pop() ?? emptyColumns();
    const result = work(columns);
    this.pool.push(columns);
    return result;
  }
}
