import { t } from "../../i18n/t.ts";
import { type SpanRow, showMs } from "./model.ts";

/** Everything one span says about itself. */
export function SpanDetail({ row }: { row: SpanRow }) {
  const { span, startMs, durationMs, selfMs, children } = row;
  const facts: [name: string, value: string][] = [
    [t("traces.service"), span.service],
    [t("traces.starts"), showMs(startMs)],
    [t("traces.duration"), showMs(durationMs)],
  ];
  if (children > 0) facts.push([t("traces.self"), showMs(selfMs)]);
  const attributes = Object.entries(span.attributes);
  return (
    <section className="blk span-detail" aria-label={span.name} aria-live="polite">
      <h3>{span.name}</h3>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {attributes.map(([name, value]) => (
          <div key={name}>
            <dt className="mono">{name}</dt>
            <dd className="mono">{String(value)}</dd>
          </div>
        ))}
      </dl>
      {attributes.length === 0 ? <p className="t1 dim">{t("traces.noAttributes")}</p> : null}
    </section>
  );
}
