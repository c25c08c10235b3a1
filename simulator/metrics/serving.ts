import { type ClusterState, type Gpu, latencyBucketsSeconds, type Pod } from "../cluster/state.ts";
import type { Labels } from "../tsdb/labels.ts";
import { definitionOf } from "./metric-definition.ts";
import { type LabelledRequest, RequestIdSeries } from "./request-id-series.ts";
import { computeShares } from "./request-stages.ts";
import type { Exporter, HistogramSamples, Sample, SampleFactory } from "./sample.ts";
import { servingDefinitions } from "./serving-definitions.ts";
import { outcomes, tritonDefinitions, tritonSamples } from "./triton.ts";

/** Route every prediction goes through. */
const ENDPOINT = "/predict";
const FUNCTION_SHARES = [
  ["preprocess", computeShares.preprocess],
  ["predict", computeShares.inference],
  ["postprocess", computeShares.postprocess],
] as const;

const metric = (name: string) => definitionOf(servingDefinitions, name);

/** Name of the served model: the Deployment's `model` label, else its name without `-serving`. */
export function modelNameOf(state: Readonly<ClusterState>, deployment: string): string {
  const found = state.deployments.find(({ name }) => name === deployment);
  return found?.labels.model ?? deployment.replace(/-model-serving$|-serving$/, "");
}

/** Requests that a pod answered in the second that starts at `second`. */
export type AnsweredRequests = (pod: Pod, second: number) => readonly LabelledRequest[];

/** A pod's `/metrics`: what the process has counted since it started. A restart begins at zero again. */
export class ServingExporter implements Exporter {
  readonly definitions = [...servingDefinitions, ...tritonDefinitions];
  private readonly factory: SampleFactory;
  readonly pod: Pod;
  private readonly gpu: Gpu | undefined;
  private readonly service: Readonly<Record<string, string>>;
  private readonly byStatus = new Map<string, Sample>();
  private readonly latency: HistogramSamples;
  private readonly inFlight: Sample;
  private readonly outcomeCounters: readonly Sample[];
  private readonly functions: readonly {
    readonly share: number;
    readonly sum: Sample;
    readonly count: Sample;
  }[];
  private readonly device: readonly Sample[];
  private readonly triton: ReturnType<typeof tritonSamples>;
  private all: readonly Sample[] = [];
  private listedStatuses: readonly string[] | undefined;
  private readonly answered: AnsweredRequests;
  /** Only while the running release has `request_id` as a label. */
  private byRequest: RequestIdSeries | undefined;
  private byRequestStartMs = 0;
  private nextSecond = 0;

  constructor(
    factory: SampleFactory,
    pod: Pod,
    state: Readonly<ClusterState>,
    answered: AnsweredRequests = () => [],
  ) {
    this.factory = factory;
    this.answered = answered;
    this.pod = pod;
    this.gpu = state.nodes.flatMap(({ gpus }) => gpus).find(({ uuid }) => uuid === pod.gpuUuid);
    const model_name = modelNameOf(state, pod.deployment);
    this.service = { service: pod.deployment, model_name };
    this.latency = factory.histogram(
      metric("http_request_duration_seconds"),
      { ...this.service, endpoint: ENDPOINT },
      latencyBucketsSeconds,
    );
    this.inFlight = factory.make(metric("http_requests_in_flight"), this.service);
    this.outcomeCounters = ["model_requests_total", "model_predictions_total"].flatMap((name) =>
      ["success", "error"].map((status) =>
        factory.make(metric(name), { model_name, model_version: pod.version, status }),
      ),
    );
    this.functions = FUNCTION_SHARES.map(([name, share]) => ({
      share,
      sum: factory.make(metric("function_duration_seconds"), { function: name }, "_sum"),
      count: factory.make(metric("function_duration_seconds"), { function: name }, "_count"),
    }));
    const gpu_id = String(this.gpu?.index ?? 0);
    this.device = servingDefinitions
      .filter(({ level }) => level === "gpu")
      .map((definition) => factory.make(definition, { gpu_id }));
    this.triton = tritonSamples(factory, { model: model_name, version: "1" }, pod.gpuUuid ?? "");
  }

  /** Labels of the latency histogram's bucket series as stored, `+Inf` last; none when each request has its own. */
  get latencySeries(): readonly Labels[] {
    if (this.byRequest !== undefined) return [];
    return this.latency.buckets.map(({ stored }) => stored);
  }

  reachable(): boolean {
    return this.pod.container.kind === "running";
  }

  collect(nowMs: number): readonly Sample[] {
    const { serving } = this.pod;
    this.followRequests(nowMs);
    this.countRequests();
    this.countLatencies();
    this.inFlight.value = serving.inFlight;
    const { ok, failed } = outcomes(serving);
    for (let i = 0; i < this.outcomeCounters.length; i++)
      set(this.outcomeCounters[i], i % 2 === 0 ? ok : failed);
    for (const { share, sum, count } of this.functions) {
      sum.value = serving.computeSeconds * share;
      count.value = ok + failed;
    }
    const mebibyte = 1_048_576;
    const device = [
      this.gpu?.utilPercent ?? 0,
      Math.round(serving.gpuMemoryMiB * mebibyte),
      this.gpu?.temperatureC ?? 0,
      Math.round(serving.allocatedMiB * mebibyte),
      Math.round(serving.reservedMiB * mebibyte),
    ];
    for (let i = 0; i < this.device.length; i++) set(this.device[i], device[i] ?? 0);
    this.triton.refresh(serving, this.gpu);
    const { byRequest } = this;
    if (byRequest === undefined) return this.all;
    const { buckets, sum, count } = this.latency;
    const shared = new Set([...buckets, sum, count]);
    return [...this.all.filter((sample) => !shared.has(sample)), ...byRequest.samples];
  }

  private followRequests(nowMs: number): void {
    const { requestIdLabel, processStartMs } = this.pod.serving;
    if (!requestIdLabel) {
      this.byRequest = undefined;
      return;
    }
    if (this.byRequest === undefined || this.byRequestStartMs !== processStartMs) {
      const own = { ...this.service, endpoint: ENDPOINT };
      this.byRequest = new RequestIdSeries(this.factory, metric("http_request_duration_seconds"), own);
      this.byRequestStartMs = processStartMs;
      this.nextSecond = Math.floor(processStartMs / 1000);
    }
    for (; this.nextSecond < Math.floor(nowMs / 1000); this.nextSecond++) {
      for (const request of this.answered(this.pod, this.nextSecond)) this.byRequest.observe(request);
    }
  }

  private countRequests(): void {
    const { requestsByStatus } = this.pod.serving;
    for (const [status, count] of requestsByStatus) {
      let sample = this.byStatus.get(status);
      if (sample === undefined) {
        const labels = { ...this.service, method: "POST", endpoint: ENDPOINT, status };
        sample = this.factory.make(metric("http_requests_total"), labels);
        this.byStatus.set(status, sample);
      }
      sample.value = count;
    }
    const listed = this.listedStatuses;
    const same =
      listed?.length === requestsByStatus.size && listed.every((status) => requestsByStatus.has(status));
    if (!same) {
      this.listedStatuses = [...requestsByStatus.keys()];
      this.all = this.inExpositionOrder();
    }
  }

  private countLatencies(): void {
    const { serving } = this.pod;
    let cumulative = 0;
    for (let i = 0; i < this.latency.buckets.length; i++) {
      cumulative += serving.latencyCounts[i] ?? 0;
      set(this.latency.buckets[i], cumulative);
    }
    this.latency.sum.value = serving.latencySumSeconds;
    this.latency.count.value = cumulative;
  }

  private inExpositionOrder(): readonly Sample[] {
    const statuses: Sample[] = [];
    for (const status of this.pod.serving.requestsByStatus.keys()) {
      const sample = this.byStatus.get(status);
      if (sample !== undefined) statuses.push(sample);
    }
    return [
      ...statuses,
      ...this.latency.buckets,
      this.latency.sum,
      this.latency.count,
      this.inFlight,
      ...this.outcomeCounters,
      ...this.functions.flatMap(({ sum, count }) => [sum, count]),
      ...this.device,
      ...this.triton.samples,
    ];
  }
}

function set(sample: Sample | undefined, value: number): void {
  if (sample !== undefined) sample.value = value;
}
