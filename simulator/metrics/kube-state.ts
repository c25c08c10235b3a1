import type { ClusterState } from "../cluster/state.ts";
import { kubeStateDefinitions } from "./kube-state-definitions.ts";
import {
  deploymentRows,
  deploymentValues,
  type KubeStateRow,
  nodeRows,
  podRows,
  podSignature,
} from "./kube-state-rows.ts";
import { definitionOf } from "./metric-definition.ts";
import type { Exporter, Sample, SampleFactory } from "./sample.ts";

/** Series of one Kubernetes object; `signature` holds every field they show. */
interface ObjectSeries {
  signature: string;
  samples: readonly Sample[];
  /** Samples made so far, by name and label values. */
  readonly known: Map<string, Sample>;
}

const familyOrder = new Map(kubeStateDefinitions.map(({ name }, i) => [name, i]));

/**
 * kube-state-metrics: it watches the API server and shows each object's fields. Series appear with an
 * object and vanish with it; reasons exist only while they hold.
 */
export class KubeStateExporter implements Exporter {
  readonly definitions = kubeStateDefinitions;
  private readonly factory: SampleFactory;
  private readonly state: Readonly<ClusterState>;
  private objects = new Map<string, ObjectSeries>();
  private all: readonly Sample[] = [];

  constructor(factory: SampleFactory, state: Readonly<ClusterState>) {
    this.factory = factory;
    this.state = state;
  }

  reachable(): boolean {
    return true;
  }

  collect(): readonly Sample[] {
    const { state } = this;
    const before = this.objects;
    const now = new Map<string, ObjectSeries>();
    let changed = false;
    const show = (object: string, signature: string, rows: () => readonly KubeStateRow[]) => {
      const series = before.get(object) ?? { signature: "", samples: [], known: new Map() };
      if (series.signature !== signature) {
        changed = true;
        series.signature = signature;
        series.samples = this.samplesOf(series, rows());
      }
      now.set(object, series);
    };
    for (const pod of state.pods) show(pod.uid, podSignature(pod), () => podRows(pod, state));
    for (const deployment of state.deployments) {
      const values = deploymentValues(deployment);
      show(deployment.name, values.join(), () => deploymentRows(deployment, values));
    }
    for (const node of state.nodes) {
      const lost = node.gpus.filter((gpu) => gpu.lost).length;
      show(node.name, `${node.ready} ${node.cordoned} ${lost}`, () => nodeRows(node));
    }
    if (changed || now.size !== before.size) this.all = inFamilies(now.values());
    this.objects = now;
    return this.all;
  }

  private samplesOf(series: ObjectSeries, rows: readonly KubeStateRow[]): readonly Sample[] {
    return rows.map(([name, own, value]) => {
      const key = `${name} ${Object.values(own).join(" ")}`;
      let sample = series.known.get(key);
      if (sample === undefined) {
        sample = this.factory.make(definitionOf(kubeStateDefinitions, name), own);
        series.known.set(key, sample);
      }
      sample.value = value;
      return sample;
    });
  }
}

/** All samples, family by family in the order of the definitions. */
function inFamilies(objects: Iterable<ObjectSeries>): readonly Sample[] {
  const samples = [...objects].flatMap((series) => series.samples);
  const place = ({ metric }: Sample) => familyOrder.get(metric.name) ?? 0;
  return samples.sort((a, b) => place(a) - place(b));
}
