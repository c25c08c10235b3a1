import { useEffect, useMemo } from "react";
import { startModel } from "../../session/model-runner.ts";
import { useModel } from "../../session/model-view.ts";
import { useAsk, useSession, useSteadyMs } from "../../session/use-session.ts";
import type { PanelProps } from "../panel.ts";
import { Compare } from "./Compare.tsx";
import { MetricsTable } from "./MetricsTable.tsx";
import { gpuNowQuery, replicaMemory } from "./model.ts";
import { RealModel } from "./RealModel.tsx";
import { SimulatedGpus } from "./SimulatedGpus.tsx";
import "./model.css";

/** The real model beside the simulated GPUs, each said to be what it is. */
export default function ModelPanel({ active }: PanelProps) {
  const off = useModel((view) => view.status === "off");
  const ready = useSession((state) => state.world !== undefined && state.opening === undefined);
  useEffect(() => {
    if (active && ready && off) startModel();
  }, [active, ready, off]);
  const atMs = useSteadyMs();
  const now = useAsk(
    "model/gpu-now",
    "query",
    active && atMs > 0 ? { request: { expr: gpuNowQuery, timeMs: atMs } } : undefined,
  );
  const replicas = useMemo(() => replicaMemory(now.value), [now.value]);
  return (
    <div className="pane scroll">
      <div className="model">
        <Compare replicas={replicas} />
        <div className="model-columns">
          <RealModel />
          <SimulatedGpus active={active} now={now} replicas={replicas} />
        </div>
        <MetricsTable active={active} />
      </div>
    </div>
  );
}
