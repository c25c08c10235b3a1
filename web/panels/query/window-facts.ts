import type { GrowthTrace, TracedWindow, WindowDetail } from "../../../simulator/index.ts";
import { formatDuration, formatTime } from "../../components/format/format-time.ts";
import { formatNumber } from "../../components/format/format-value.ts";
import { t } from "../../i18n/t.ts";

/** One line of the window inspector. */
export interface Fact {
  readonly name: string;
  readonly text: string;
}

/** What lies in and around a window and what its function made of it, in words, in the order of the arithmetic. */
export function windowFacts(detail: WindowDetail, window: TracedWindow): readonly Fact[] {
  const facts: Fact[] = [];
  const add = (name: string, text: string): void => void facts.push({ name, text });
  const { before, after, timesMs, outcome } = window;
  const shown = { from: formatTime(detail.fromMs), to: formatTime(detail.toMs) };
  add(t("nodeTrace.window"), t("nodeTrace.windowOpen", shown));
  const [first] = timesMs;
  const last = timesMs.at(-1);
  const inside =
    first === undefined || last === undefined
      ? t("nodeTrace.noSamples")
      : t("nodeTrace.insideOf", {
          count: String(timesMs.length),
          first: formatTime(first),
          last: formatTime(last),
        });
  add(t("nodeTrace.inside"), inside);
  if (before !== undefined) {
    const at = { value: formatNumber(before.value), time: formatTime(before.timeMs) };
    if (before.why === "on-edge") add(t("nodeTrace.onEdge"), t("nodeTrace.onEdgeOut", at));
    else add(t("nodeTrace.before"), t("nodeTrace.outside", at));
  }
  if (after !== undefined) {
    const at = { value: formatNumber(after.value), time: formatTime(after.timeMs) };
    add(t("nodeTrace.after"), t("nodeTrace.outside", at));
  }
  if (window.staleMs.length > 0) add(t("nodeTrace.stale"), window.staleMs.map(formatTime).join(", "));
  for (const gap of window.gaps) {
    add(t("nodeTrace.gap"), t("nodeTrace.span", { from: formatTime(gap.fromMs), to: formatTime(gap.toMs) }));
  }
  if (outcome === undefined) return facts;
  if (outcome.kind === "too-few") {
    add(t("nodeTrace.needs"), t("nodeTrace.needsText", { needs: String(outcome.needs) }));
    return facts;
  }
  if (outcome.kind === "growth") facts.push(...growthFacts(outcome));
  const result = outcome.kind === "whole" ? (outcome.histogram ?? outcome.result) : outcome.result;
  add(
    t("nodeTrace.result"),
    typeof result === "number" ? formatNumber(result) : (result ?? t("nodeTrace.noSamples")),
  );
  return facts;
}

function growthFacts(growth: GrowthTrace): readonly Fact[] {
  const seconds = (n: number): string => t("nodeTrace.seconds", { n: formatNumber(n) });
  const factor = growth.stretched / growth.sampled;
  return [
    ...growth.resets.map(({ timeMs, before, after, correction }) => ({
      name: t("nodeTrace.reset"),
      text: t("nodeTrace.resetText", {
        before: formatNumber(before),
        after: formatNumber(after),
        correction: formatNumber(correction),
        time: formatTime(timeMs),
      }),
    })),
    {
      name: growth.counter ? t("nodeTrace.change") : t("nodeTrace.plainChange"),
      text: formatNumber(growth.change),
    },
    { name: t("nodeTrace.sampled"), text: seconds(growth.sampled) },
    {
      name: t("nodeTrace.slope"),
      text: t("nodeTrace.perSecond", { n: formatNumber(growth.change / growth.sampled) }),
    },
    { name: t("nodeTrace.toStart"), text: stretchText(growth.toStart, growth.threshold) },
    { name: t("nodeTrace.toEnd"), text: stretchText(growth.toEnd, growth.threshold) },
    {
      name: t("nodeTrace.factor"),
      text: t("nodeTrace.factorText", {
        stretched: formatNumber(growth.stretched),
        sampled: formatNumber(growth.sampled),
        factor: formatNumber(factor),
      }),
    },
  ];
}

function stretchText({ gap, used, rule }: GrowthTrace["toStart"], threshold: number): string {
  const given = { used: formatNumber(used), gap: formatNumber(gap), threshold: formatNumber(threshold) };
  if (rule === "edge") return t("nodeTrace.stretchEdge", given);
  return rule === "zero" ? t("nodeTrace.stretchZero", given) : t("nodeTrace.stretchHalf", given);
}

/** Why a selector did or did not take a series. */
export function selectedText(
  series: { readonly outcome: "taken" | "stale" | "too-old"; readonly staleMs?: number },
  lookbackMs: number,
): string {
  if (series.outcome === "taken") return t("nodeTrace.taken");
  if (series.outcome === "too-old") return t("nodeTrace.tooOld", { lookback: formatDuration(lookbackMs) });
  return t("nodeTrace.ended", { time: series.staleMs === undefined ? "–" : formatTime(series.staleMs) });
}
