import { useEffect, useMemo, useRef, useState } from "react";
import { formatSpan, formatTime } from "../../components/format/format-time.ts";
import { Failed, Loading } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import { useAsk, useSession } from "../../session/use-session.ts";
import { type AlertRule, lanesOf, type Outcome, outcomesOf, pagesOf } from "./model.ts";
import { Timeline } from "./Timeline.tsx";

/** Before the first activity, some calm is shown too, ms. */
const marginMs = 15 * 60_000;

/** What a rule file would have done over this run so far, as if it had been loaded at its beginning. */
export function TryRun({
  text,
  stale,
  rules,
  viewMs,
  onClose,
}: {
  text: string;
  stale: boolean;
  rules: readonly AlertRule[];
  viewMs: number;
  onClose: () => void;
}) {
  const startMs = useSession((state) => state.world?.startMs ?? 0);
  const changes = useSession((state) => state.live.changes);
  const [toMs] = useState(viewMs);
  const [selected, setSelected] = useState<string | undefined>(undefined);
  const asked = useAsk("alerts/try", "evaluate-rules", { text, fromMs: startMs, toMs });
  const result = asked.value;
  const lanes = useMemo(() => lanesOf(result?.transitions ?? [], rules, toMs), [result, rules, toMs]);
  const pages = useMemo(() => pagesOf(result?.notifications ?? [], toMs), [result, toMs]);
  const firstMs = result?.transitions[0]?.atMs ?? toMs;
  const fromMs = Math.max(startMs, Math.min(firstMs - marginMs, toMs - 3_600_000));
  const box = useRef<HTMLElement>(null);
  const arrived = result !== undefined;
  // The rules above fill the panel; what they would have done is what was asked for.
  useEffect(() => {
    if (arrived) box.current?.scrollIntoView({ block: "nearest" });
  }, [arrived]);
  return (
    <section ref={box} className="blk try-run" aria-label={t("alerts.tryTitle")}>
      <h3>
        <span>{t("alerts.tryTitle")}</span>
        <button type="button" className="btn quiet" onClick={onClose}>
          {t("shared.hide")}
        </button>
      </h3>
      {stale ? <p className="t1 warn">{t("alerts.tryStale")}</p> : null}
      {asked.error !== undefined ? <Failed text={asked.error} /> : null}
      {result === undefined ? (
        asked.slow ? (
          <Loading lines={3} />
        ) : null
      ) : (
        <>
          <ul className="try-words">
            {outcomesOf(lanes).map((outcome) => (
              <li key={outcome.rule}>{outcomeText(outcome)}</li>
            ))}
          </ul>
          <Timeline
            lanes={lanes}
            fromMs={fromMs}
            toMs={toMs}
            pages={pages}
            changes={changes}
            severityOf={(lane) => lane.labels.severity ?? ""}
            selected={selected}
            onSelect={setSelected}
          />
          <p className="t1 dim">
            {t("alerts.tryCost", {
              from: formatTime(startMs),
              to: formatTime(toMs),
              samples: result.samplesRead,
              pages: pages.length,
            })}
          </p>
        </>
      )}
    </section>
  );
}

/** The outcome of one rule in a sentence. */
function outcomeText(outcome: Outcome): string {
  const { rule, alerts, fired, longestMs } = outcome;
  if (fired !== undefined) {
    const first = { rule, time: formatTime(fired.firstMs), since: formatTime(fired.activeMs) };
    if (alerts > 1) return t("alerts.tryFiresMany", { ...first, count: fired.count, alerts });
    return fired.activeMs < fired.firstMs ? t("alerts.tryFiresAfter", first) : t("alerts.tryFires", first);
  }
  return longestMs > 0
    ? t("alerts.tryPending", { rule, span: formatSpan(longestMs) })
    : t("alerts.trySilent", { rule });
}
