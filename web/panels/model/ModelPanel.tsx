import { useEffect } from "react";
import { t } from "../../i18n/t.ts";
import { startModel } from "../../session/model-runner.ts";
import { useModel } from "../../session/model-view.ts";
import { useSession } from "../../session/use-session.ts";
import type { PanelProps } from "../panel.ts";
import { MetricsTable } from "./MetricsTable.tsx";
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
  return (
    <div className="pane scroll">
      <div className="model">
        <p className="model-lead">{t("model.lead")}</p>
        <div className="model-columns">
          <RealModel />
          <SimulatedGpus active={active} />
        </div>
        <MetricsTable active={active} />
      </div>
    </div>
  );
}
