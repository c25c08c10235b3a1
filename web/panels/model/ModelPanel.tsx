import { useEffect } from "react";
import { t } from "../../i18n/t.ts";
import { startModel } from "../../session/model-runner.ts";
import type { PanelProps } from "../panel.ts";
import { RealModel } from "./RealModel.tsx";
import { SimulatedGpus } from "./SimulatedGpus.tsx";
import "./model.css";

/** The real model beside the simulated GPUs, each said to be what it is. */
export default function ModelPanel({ active }: PanelProps) {
  useEffect(() => startModel(), []);
  return (
    <div className="pane scroll model">
      <p className="sr">{t("model.which")}</p>
      <RealModel />
      <SimulatedGpus active={active} />
    </div>
  );
}
