import { Fragment, useState } from "react";
import { highlight } from "../../components/editor/Highlight.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Loading } from "../../components/States.tsx";
import { t, tCode } from "../../i18n/t.ts";
import type { ExplainData, SeriesData } from "../../session/query-data.ts";
import { useAsk, useSession } from "../../session/use-session.ts";
import { NodeTraceView } from "./NodeTraceView.tsx";

type Request = { expr: string; startMs: number; endMs: number; stepMs: number };
type Node = ExplainData["nodes"][number];

/** Characters of a node's text that fit one row. */
const textLength = 60;

/** One row per node of the query: what it does, its shape, how much it read, and where everything was lost. */
export function ExplainTree({ request, onFix }: { request: Request; onFix: (expr: string) => void }) {
  /** What the learner opened or closed, for this text; until then the node that lost everything is open. */
  const [chosen, setChosen] = useState<{ expr: string; nodeId: number | undefined } | undefined>(undefined);
  const { value, error, slow } = useAsk("query/explain", "explain", { request });
  const point = useSession((state) => state.explainAt);
  if (error !== undefined) return <p className="state crit">{error}</p>;
  if (value === undefined) return slow ? <Loading lines={5} /> : null;
  const depths = shownDepths(value.nodes);
  const lost = firstLost(value.nodes);
  // A point that was chosen in the graph is explained from the whole query on.
  const first = point?.expr === request.expr ? value.nodes[0]?.nodeId : lost?.nodeId;
  const open = chosen?.expr === request.expr ? chosen.nodeId : first;
  return (
    <div className="explain table-scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{t("query.explainHead")}</th>
            <th scope="col">{t("query.explainShape")}</th>
            <th scope="col" className="num">
              {t("query.explainSeries")}
            </th>
            <th scope="col" className="num">
              {t("query.explainSamples")}
            </th>
            <th scope="col" className="num">
              {t("query.explainMs")}
            </th>
          </tr>
        </thead>
        <tbody>
          {value.nodes.map((node, i) => (
            <Fragment key={node.nodeId}>
              <tr className={node === lost ? "lost" : ""}>
                <th scope="row" style={{ paddingInlineStart: `${(depths[i] ?? 0) * 18}px` }}>
                  <span className="branch" aria-hidden="true">
                    {(depths[i] ?? 0) === 0 ? "" : "└ "}
                  </span>
                  <button
                    type="button"
                    className="opens"
                    aria-expanded={open === node.nodeId}
                    onClick={() =>
                      setChosen({
                        expr: request.expr,
                        nodeId: open === node.nodeId ? undefined : node.nodeId,
                      })
                    }
                  >
                    <code>{highlight("promql", shorten(node.text))}</code>
                  </button>
                  <span className="says">
                    {node.error ?? tCode("explain", node.sentence.code, node.sentence.params)}
                    {node.labelNames.length === 0
                      ? ""
                      : ` · ${node.labelNames
                          .slice(0, 4)
                          .map(({ name, values }) => `${name} ${values}`)
                          .join(", ")}`}
                  </span>
                  {node === lost ? (
                    <span className="word warn">
                      <Icon name="warn" /> {t("query.explainLost")}
                    </span>
                  ) : null}
                </th>
                <td>
                  <Spark series={node.series} fromMs={node.fromMs} toMs={node.toMs} />
                </td>
                <td className="num">{node.seriesOut}</td>
                <td className="num dim">{node.samplesRead}</td>
                <td className="num dim">{node.tookMs.toFixed(1)}</td>
              </tr>
              {open === node.nodeId ? (
                <tr>
                  <td colSpan={5}>
                    <NodeTraceView
                      key={request.expr}
                      point={point?.expr === request.expr ? point : undefined}
                      node={node}
                      request={request}
                      onFix={onFix}
                    />
                  </td>
                </tr>
              ) : null}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function shorten(text: string): string {
  const flat = text.replace(/\s+/g, " ");
  return flat.length <= textLength ? flat : `${flat.slice(0, textLength - 1)}…`;
}

/** Depth among the shown nodes only, so a skipped wrapper leaves no hole. */
function shownDepths(nodes: readonly Node[]): number[] {
  const stack: number[] = [];
  return nodes.map(({ depth }) => {
    while (stack.length > 0 && (stack.at(-1) ?? 0) >= depth) stack.pop();
    stack.push(depth);
    return stack.length - 1;
  });
}

/** The deepest node that has no result although everything below it has. */
function firstLost(nodes: readonly Node[]): Node | undefined {
  if ((nodes[0]?.seriesOut ?? 1) > 0) return undefined;
  return [...nodes].reverse().find(({ seriesOut }) => seriesOut === 0);
}

const [width, height] = [60, 22];

function Spark({ series, fromMs, toMs }: { series: readonly SeriesData[]; fromMs: number; toMs: number }) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { values } of series) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const tall = high > low ? high - low : 1;
  return (
    <svg
      className="spark"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      {series.map((one) => {
        let path = "";
        for (let i = 0; i < one.timesMs.length; i++) {
          const value = one.values[i] ?? Number.NaN;
          if (!Number.isFinite(value)) continue;
          const x = (((one.timesMs[i] ?? 0) - fromMs) / (toMs - fromMs)) * width;
          const y = high > low ? height - 2 - ((value - low) / tall) * (height - 4) : height / 2;
          path += `${path === "" ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
        }
        return <path key={JSON.stringify(one.labels)} d={path} />;
      })}
    </svg>
  );
}
