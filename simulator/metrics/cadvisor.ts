import type { ClusterState, Pod } from "../cluster/state.ts";
import { define, definitionOf, type MetricDefinition } from "./metric-definition.ts";
import { resourceQuantity } from "./resource-quantity.ts";
import type { Exporter, Sample, SampleFactory } from "./sample.ts";
import { outcomes } from "./triton.ts";

/** The kubelet's cAdvisor endpoint: what cgroups count about each container of a node. Host side only. */

const CONTAINERS = 42;
const SOURCE = "https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md";
const shared = { source: SOURCE, level: "container", job: "kubelet" } as const;

const perContainer = define({ ...shared, labels: ["container", "namespace", "pod", "image"] }, [
  [
    "container_cpu_usage_seconds_total",
    "counter",
    "seconds",
    CONTAINERS,
    "Cumulative cpu time consumed in seconds.",
  ],
  ["container_memory_working_set_bytes", "gauge", "bytes", CONTAINERS, "Current working set in bytes."],
  ["container_spec_memory_limit_bytes", "gauge", "bytes", CONTAINERS, "Memory limit for the container."],
  [
    "container_oom_events_total",
    "counter",
    "1",
    CONTAINERS,
    "Count of out of memory events observed for the container",
  ],
]).map((definition) =>
  definition.name.startsWith("container_memory")
    ? { ...definition, trap: "Host memory of the cgroup: memory of the GPU is never part of it." }
    : definition,
);
const perPod = define({ ...shared, labels: ["namespace", "pod", "interface"] }, [
  [
    "container_network_receive_bytes_total",
    "counter",
    "bytes",
    CONTAINERS,
    "Cumulative count of bytes received",
  ],
  [
    "container_network_transmit_bytes_total",
    "counter",
    "bytes",
    CONTAINERS,
    "Cumulative count of bytes transmitted",
  ],
]);

export const cadvisorDefinitions: readonly MetricDefinition[] = [...perContainer, ...perPod];

/** Size of a request and of its answer on the wire, bytes: JSON text in, class scores out. */
export const REQUEST_WIRE_BYTES = 2600;
export const RESPONSE_WIRE_BYTES = 900;

/** Series of one pod; `oomEvents` counts kills seen so far, `restarts` how far they were counted. */
interface PodSeries {
  readonly container: readonly Sample[];
  readonly network: readonly Sample[];
  oomEvents: number;
  restarts: number;
}

/** The kubelet of one node; a container is listed while its process exists. */
export class CadvisorExporter implements Exporter {
  readonly definitions = cadvisorDefinitions;
  private readonly factory: SampleFactory;
  private readonly node: string;
  private readonly state: Readonly<ClusterState>;
  private readonly pods = new Map<string, PodSeries>();

  constructor(factory: SampleFactory, node: string, state: Readonly<ClusterState>) {
    this.factory = factory;
    this.node = node;
    this.state = state;
  }

  reachable(): boolean {
    return true;
  }

  collect(): readonly Sample[] {
    const live: Sample[][] = this.definitions.map(() => []);
    for (const pod of this.state.pods) {
      if (pod.node !== this.node) continue;
      const series = this.seriesOf(pod);
      if (pod.restarts > series.restarts && pod.lastTerminated?.reason === "OOMKilled") series.oomEvents++;
      series.restarts = pod.restarts;
      if (pod.container.kind !== "running") continue;
      const { ok, failed } = outcomes(pod.serving);
      const values = [
        pod.serving.cpuSeconds,
        Math.round(pod.serving.hostMemoryBytes),
        this.memoryLimit(pod),
        series.oomEvents,
        (ok + failed) * REQUEST_WIRE_BYTES,
        (ok + failed) * RESPONSE_WIRE_BYTES,
      ];
      [...series.container, ...series.network].forEach((sample, i) => {
        sample.value = values[i] ?? 0;
        live[i]?.push(sample);
      });
    }
    return live.flat();
  }

  /** Zero means no limit, as cAdvisor shows it. */
  private memoryLimit(pod: Pod): number {
    const deployment = this.state.deployments.find(({ name }) => name === pod.deployment);
    const revision = deployment?.revisions.find(({ number }) => number === pod.revision);
    return resourceQuantity(revision?.limits.memory ?? "") ?? 0;
  }

  private seriesOf(pod: Pod): PodSeries {
    const known = this.pods.get(pod.uid);
    if (known !== undefined) return known;
    const identity = { namespace: pod.namespace, pod: pod.name };
    const deployment = this.state.deployments.find(({ name }) => name === pod.deployment);
    const image = deployment?.revisions.find(({ number }) => number === pod.revision)?.image ?? "";
    const made = {
      container: perContainer.map(({ name }) =>
        this.factory.make(definitionOf(cadvisorDefinitions, name), {
          container: "server",
          ...identity,
          image,
        }),
      ),
      network: perPod.map(({ name }) =>
        this.factory.make(definitionOf(cadvisorDefinitions, name), { ...identity, interface: "eth0" }),
      ),
      oomEvents: 0,
      restarts: pod.restarts,
    };
    this.pods.set(pod.uid, made);
    return made;
  }
}
