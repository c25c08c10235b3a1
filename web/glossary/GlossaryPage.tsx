import { metrics, terms } from "virtual:glossary";
import { labs } from "virtual:labs";
import { useEffect, useState } from "react";
import { t } from "../i18n/t.ts";
import { findWords } from "./find-words.ts";
import type { MetricEntry, TermEntry } from "./glossary-data.ts";
import "./glossary.css";

/** Terms and metrics, with a field that filters both. `term` is the one an address names. */
export function GlossaryPage({ term }: { term: string | undefined }) {
  const [typed, setTyped] = useState("");
  useEffect(() => {
    if (term === undefined) return;
    // A term that a link names is shown even when the field would hide it.
    setTyped("");
    const heading = document.getElementById(`term-${term}`);
    heading?.scrollIntoView({ block: "start" });
    heading?.focus({ preventScroll: true });
  }, [term]);
  const foundTerms = findWords(typed, terms, (one) => [one.term, one.text]);
  const foundMetrics = findWords(typed, metrics, (one) => [one.name, one.help]);
  const none = foundTerms.length + foundMetrics.length === 0;
  return (
    <main className="glossary" id="work" tabIndex={-1}>
      <h2>{t("glossary.title")}</h2>
      <p>{t("glossary.about")}</p>
      <label className="glossary-filter">
        <span>{t("glossary.filter")}</span>
        <input
          type="search"
          className="field"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <output className="t1 dim">
        {t("glossary.found", { terms: foundTerms.length, metrics: foundMetrics.length })}
      </output>
      {none ? (
        <p>
          {t("glossary.none", { text: typed.trim() })}{" "}
          <button type="button" className="link" onClick={() => setTyped("")}>
            {t("glossary.clear")}
          </button>
        </p>
      ) : null}
      {foundTerms.length === 0 ? null : (
        <section aria-labelledby="glossary-terms">
          <h3 id="glossary-terms">{t("glossary.terms")}</h3>
          {foundTerms.map((one) => (
            <Term key={one.id} term={one} />
          ))}
        </section>
      )}
      {foundMetrics.length === 0 ? null : (
        <section aria-labelledby="glossary-metrics">
          <h3 id="glossary-metrics">{t("glossary.metrics")}</h3>
          <p>{t("glossary.metricsText")}</p>
          <ul className="glossary-metrics">
            {foundMetrics.map((one) => (
              <Metric key={one.name} metric={one} />
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}

function Term({ term: { id, term, text, labs: ids, source } }: { term: TermEntry }) {
  const named = ids.flatMap((lab) => labs.filter((one) => one.id === lab));
  return (
    <article className="glossary-term">
      <h4 id={`term-${id}`} tabIndex={-1}>
        {term}
      </h4>
      <p>{text.split("`").map((part, i) => (i % 2 === 1 ? <code key={part}>{part}</code> : part))}</p>
      <p className="t1 dim">
        {t("glossary.labs")}{" "}
        {named.map((lab, i) => (
          <span key={lab.id}>
            {i === 0 ? "" : " · "}
            <a href={`#/lab/${lab.id}`}>{lab.title}</a>
          </span>
        ))}
      </p>
      <p className="t1 dim">
        {t("glossary.source")}{" "}
        <a href={source.url} rel="noopener noreferrer">
          {source.title}
        </a>
      </p>
    </article>
  );
}

function Metric({ metric: { name, type, unit, help, labels } }: { metric: MetricEntry }) {
  return (
    <li>
      <a className="mono" href={`#/query?g0.expr=${encodeURIComponent(name)}`}>
        {name}
      </a>{" "}
      <span className="t1 dim">
        {type}
        {unit === "1" ? "" : `, ${unit}`}
        {labels.length === 0 ? "" : `, ${t("glossary.labels", { list: labels.join(", ") })}`}
      </span>
      <p>{help}</p>
    </li>
  );
}
