import type { MatchDetail, NodeTrace, QuantileGroup, SelectorDetail } from "../../../simulator/index.ts";
import { selectorText } from "../../components/chart/legend.ts";
import { formatTime } from "../../components/format/format-time.ts";
import { formatNumber } from "../../components/format/format-value.ts";
import { t, tCode } from "../../i18n/t.ts";
import { WindowPicture } from "./WindowPicture.tsx";
import { selectedText, windowFacts } from "./window-facts.ts";

type OnFix = (expr: string) => void;

/** How one node came to its values: window, look-up, buckets or match groups; else the values themselves. */
export function TraceDetail({ node, onFix }: { node: NodeTrace; onFix: OnFix }) {
  const { detail } = node;
  if (detail?.kind === "window") {
    const [window] = detail.windows;
    if (window === undefined) return <p>{t("nodeTrace.none")}</p>;
    return (
      <>
        <code>{selectorText({ labels: window.labels })}</code>
        <WindowPicture detail={detail} window={window} />
        <dl className="trace-facts">
          {windowFacts(detail, window).map(({ name, text }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: several resets have one name
            <div key={`${name} ${i}`}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </>
    );
  }
  if (detail?.kind === "selector") return <Lookup detail={detail} />;
  if (detail?.kind === "match") return <Groups detail={detail} onFix={onFix} />;
  if (detail?.kind === "quantile" && detail.native.length === 0) {
    const [group] = detail.classic;
    return (
      <>
        {group === undefined ? <p>{t("nodeTrace.none")}</p> : <Buckets group={group} />}
        {detail.malformed.length === 0 ? null : (
          <p className="warn">{t("nodeTrace.malformed", { count: detail.malformed.length })}</p>
        )}
      </>
    );
  }
  if (node.values.length === 0) return <p>{t("nodeTrace.none")}</p>;
  return (
    <Rows
      head={[t("nodeTrace.labels"), t("nodeTrace.value")]}
      rows={node.values.map(({ labels, value, histogram }) => [
        selectorText({ labels }),
        histogram ?? formatNumber(value),
      ])}
      all={node.seriesOut}
    />
  );
}

/** Rows a table of the trace draws. */
const mostRows = 12;

function Rows({
  head,
  rows,
  all = rows.length,
  marked,
}: {
  head: readonly string[];
  rows: readonly (readonly string[])[];
  all?: number;
  marked?: number | undefined;
}) {
  const shown = rows.slice(0, mostRows);
  return (
    <>
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, i) => (
            <tr key={row.join("\n")} className={i === marked ? "lost" : ""}>
              {row.map((cell, column) => (
                <td key={head[column]}>
                  {i === marked && column === 0 ? "▸ " : ""}
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {all > shown.length ? (
        <p className="dim">{t("nodeTrace.more", { shown: String(shown.length), all: String(all) })}</p>
      ) : null}
    </>
  );
}

function Lookup({ detail }: { detail: SelectorDetail }) {
  const span = { from: formatTime(detail.fromMs), to: formatTime(detail.toMs) };
  return (
    <>
      <p>
        {t("nodeTrace.lookback")}: {t("nodeTrace.windowOpen", span)}
      </p>
      {detail.series.length === 0 ? <p className="warn">{t("nodeTrace.none")}</p> : null}
      <Rows
        head={[t("nodeTrace.matcher"), t("nodeTrace.kept")]}
        rows={detail.matchers.map(({ text, kept }) => [text, String(kept)])}
      />
      <Rows
        head={[t("nodeTrace.labels"), t("nodeTrace.time"), t("nodeTrace.value"), t("nodeTrace.outcome")]}
        rows={detail.series.map((series) => [
          selectorText({ labels: series.labels }),
          series.timeMs === undefined ? "–" : formatTime(series.timeMs),
          series.histogram ?? (series.value === undefined ? "–" : formatNumber(series.value)),
          selectedText(series, detail.lookbackMs),
        ])}
        all={detail.count}
      />
    </>
  );
}

function Buckets({ group }: { group: QuantileGroup }) {
  const { rank, start, end, below, inside, q, result, buckets, outcome } = group;
  const n = (value: number | undefined): string => (value === undefined ? "–" : formatNumber(value));
  const given = { q: n(q), result: n(result), rank: n(rank), all: n(buckets.at(-1)?.cumulative) };
  return (
    <>
      <code>{selectorText({ labels: group.labels })}</code>
      <BucketTable group={group} />
      {outcome === "interpolated" ? (
        <>
          <p>{t("nodeTrace.rank", given)}</p>
          <p className="mono">
            {t("nodeTrace.interpolation", {
              ...given,
              start: n(start),
              end: n(end),
              below: n(below),
              inside: n(inside),
            })}
          </p>
        </>
      ) : (
        <p>{tCode("nodeTrace", outcome, given)}</p>
      )}
    </>
  );
}

function BucketTable({ group }: { group: QuantileGroup }) {
  // The bucket the rank falls into stays in sight, however many there are.
  const first = Math.max(0, Math.min((group.hit ?? 0) - mostRows / 2, group.buckets.length - mostRows));
  return (
    <Rows
      head={[t("nodeTrace.bucketTo"), t("nodeTrace.cumulative"), t("nodeTrace.own")]}
      rows={group.buckets
        .slice(first)
        .map(({ le, cumulative, repairedFrom, own }) => [
          le === Number.POSITIVE_INFINITY ? "+Inf" : String(le),
          repairedFrom === undefined
            ? formatNumber(cumulative)
            : t("nodeTrace.repaired", { value: formatNumber(cumulative), from: formatNumber(repairedFrom) }),
          formatNumber(own),
        ])}
      all={group.buckets.length}
      marked={group.hit === undefined ? undefined : group.hit - first}
    />
  );
}

function Groups({ detail, onFix }: { detail: MatchDetail; onFix: OnFix }) {
  const all = Object.values(detail.counts).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <p>
        {t("nodeTrace.unmatched", {
          left: String(detail.leftUnmatched),
          leftAll: String(detail.leftSeries),
          right: String(detail.rightUnmatched),
          rightAll: String(detail.rightSeries),
        })}
      </p>
      {detail.differing.length === 0 ? null : (
        <p className="warn">{t("nodeTrace.differing", { labels: detail.differing.join(", ") })}</p>
      )}
      {detail.fixes.length === 0 ? null : (
        <section>
          <h4>{t("nodeTrace.fixes")}</h4>
          <ul className="fixes">
            {detail.fixes.map((fix) => (
              <li key={fix.expr}>
                <button type="button" className="btn" onClick={() => onFix(fix.expr)}>
                  {t("nodeTrace.fix", { clause: fix.clause })}
                </button>{" "}
                {t("nodeTrace.fixGives", { series: String(fix.series) })}
                <code>{fix.expr}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Rows
        head={[t("nodeTrace.labels"), t("nodeTrace.left"), t("nodeTrace.right"), t("nodeTrace.outcome")]}
        rows={detail.groups.map((group) => [
          selectorText({ labels: group.labels }),
          String(group.leftCount),
          String(group.rightCount),
          tCode("nodeTrace", group.outcome, {}),
        ])}
        all={all}
      />
    </>
  );
}
