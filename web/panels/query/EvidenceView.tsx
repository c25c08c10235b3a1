import { Chart } from "../../components/chart/Chart.tsx";
import { Swatch } from "../../components/chart/Swatch.tsx";
import type { Unit } from "../../components/format/units.ts";
import { t } from "../../i18n/t.ts";
import { type OpenEvidence, setState } from "../../session/store.ts";
import { labelDifference, labelsOf } from "./evidence-labels.ts";

const units: Readonly<Record<string, Unit>> = {
  s: "seconds",
  seconds: "seconds",
  MiB: "mebibytes",
  bytes: "bytes",
  "%": "percent",
  "1/s": "per-second",
};

/** The smallest counterexample: yours and the expected line on one axis, from a world that is read only. */
export function EvidenceView({ open }: { open: OpenEvidence }) {
  const { evidence } = open;
  const difference = labelDifference(evidence);
  return (
    <div className="scroll evidence">
      <div className="banner">
        <span>{t("query.evidenceBanner", { world: evidence.world })}</span>
        <button type="button" className="btn quiet" onClick={() => setState({ evidence: undefined })}>
          {t("query.evidenceClose")}
        </button>
      </div>
      <dl className="sw">
        <dt>{t("shared.seen")}</dt>
        <dd>{evidence.seen}</dd>
        <dt>{t("shared.wanted")}</dt>
        <dd>{evidence.wanted}</dd>
      </dl>
      {difference === undefined ? null : <p className="ink">{t(`query.${difference}`)}</p>}
      <Chart
        title={evidence.world}
        series={evidence.lines.map((line, i) => ({ ...line, key: `${line.role} ${line.name} ${i}` }))}
        unit={units[evidence.unit] ?? "none"}
        fromMs={evidence.fromMs}
        toMs={evidence.toMs}
        marks={evidence.marks.map((mark) => ({ ...mark, kind: "event" as const }))}
        height={280}
      />
      <ul className="evidence-legend">
        {evidence.lines.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may have one name
          <li key={`${line.name} ${i}`}>
            <Swatch slot={0} role={line.role} />{" "}
            <b>
              {line.role === "yours"
                ? t("query.yours")
                : line.role === "wanted"
                  ? t("query.wantedLine")
                  : t("query.context")}
            </b>{" "}
            <LineLabels line={line} evidence={evidence} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The labels of one line: its own name where it has one, else those its side of the finding names. */
function LineLabels({
  line,
  evidence,
}: {
  line: OpenEvidence["evidence"]["lines"][number];
  evidence: OpenEvidence["evidence"];
}) {
  if (line.name !== line.role) return <code>{line.name}</code>;
  const labels =
    line.role === "context" ? undefined : labelsOf(line.role === "yours" ? evidence.seen : evidence.wanted);
  if (labels === undefined) return null;
  return labels === "{}" ? <span className="dim">{t("query.noLabels")}</span> : <code>{labels}</code>;
}
