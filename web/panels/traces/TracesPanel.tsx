import { useEffect, useMemo, useState } from "react";
import { RangeSelect } from "../../components/RangeSelect.tsx";
import { Empty, Failed, Loading } from "../../components/States.tsx";
import { useHeldMs } from "../../components/use-held.ts";
import { t } from "../../i18n/t.ts";
import { readJump } from "../../session/jump.ts";
import { getState } from "../../session/store.ts";
import { useAsk, useInsert, useSession, useSteadyMs } from "../../session/use-session.ts";
import type { PanelProps } from "../panel.ts";
import { isTraceId, layoutTrace, type Order, sortTraces, type Trace } from "./model.ts";
import { TraceList } from "./TraceList.tsx";
import { TraceView } from "./TraceView.tsx";
import "./traces.css";

/** Most traces one search lists. */
const mostTraces = 200;
/** A trace that is looked for by id and time lies this near to that time, ms. */
const nearMs = 120_000;

type Status = "" | "ok" | "error";

/** One trace that is looked for, up to the moment it was asked for. */
interface Wanted {
  readonly id: string;
  readonly atMs: number | undefined;
  readonly untilMs: number;
}

/** Requests taken apart: a list of sampled traces, and one of them as a waterfall. */
export default function TracesPanel({ active }: PanelProps) {
  const world = useSession((state) => state.world);
  const route = useSession((state) => state.route);
  const { durationMs, endMs } = useSession((state) => state.range);
  const nowMs = useSteadyMs(15_000, 1000);
  const [status, setStatus] = useState<Status>("");
  const [order, setOrder] = useState<Order>("newest");
  const [typed, setTyped] = useState("");
  const [wanted, setWanted] = useState<Wanted | undefined>(undefined);
  const [selected, setSelected] = useState<Trace | undefined>(undefined);

  const lookFor = (id: string, atMs: number | undefined): void => {
    setTyped(id);
    setSelected(undefined);
    const { clock } = getState();
    setWanted(id === "" ? undefined : { id: id.toLowerCase(), atMs, untilMs: clock.viewMs ?? clock.nowMs });
  };
  useInsert("traces", (text) => {
    const jump = readJump(text);
    lookFor(jump.text, jump.atMs);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a link is followed once, when the address changes
  useEffect(() => {
    if (route.page === "panel" && route.panel === "traces" && route.item !== undefined)
      lookFor(route.item, undefined);
  }, [route]);

  const looking = useSession((state) => state.clock.viewMs !== undefined);
  const scope = `${world?.scenario} ${world?.seed} ${looking ? nowMs : ""} ${status} ${wanted?.id ?? ""}`;
  const [heldMs, refresh] = useHeldMs(nowMs, scope);
  const toMs = endMs ?? heldMs;
  const [refused, setRefused] = useState(false);
  const bad = !/^[0-9a-f]{0,32}$/i.test(typed) || (refused && typed !== "");
  const startMs = world?.startMs ?? 0;
  const params =
    wanted === undefined
      ? { fromMs: toMs - durationMs, toMs, limit: mostTraces, ...(status === "" ? {} : { status }) }
      : { ...windowOf(wanted, startMs), limit: 1, traceId: wanted.id };
  const asked = useAsk("traces/list", "traces", active && toMs > 0 ? params : undefined);
  const traces = useMemo(() => {
    const laid = (asked.value ?? []).flatMap((spans) => {
      const trace = layoutTrace(spans);
      return trace === undefined ? [] : [trace];
    });
    return sortTraces(laid, order);
  }, [asked.value, order]);
  const found = wanted === undefined ? undefined : traces.find(({ id }) => id === wanted.id);
  const shown = found ?? selected;

  if (world === undefined) return <Empty text={t("traces.empty")} />;
  return (
    <div className={shown === undefined ? "traces" : "traces open"}>
      <form
        className="bar traces-bar"
        aria-label={t("traces.search")}
        onSubmit={(event) => {
          event.preventDefault();
          setRefused(!isTraceId(typed));
          if (isTraceId(typed)) lookFor(typed, undefined);
        }}
      >
        <select
          className="field"
          aria-label={t("traces.status")}
          value={status}
          onChange={(event) => {
            const value = event.target.value;
            lookFor("", undefined);
            setStatus(value === "ok" || value === "error" ? value : "");
          }}
        >
          <option value="">{t("traces.anyStatus")}</option>
          <option value="error">{t("traces.error")}</option>
          <option value="ok">{t("traces.ok")}</option>
        </select>
        <RangeSelect toMs={toMs} />
        <span className="sp" />
        <input
          className="field traces-id"
          type="search"
          aria-label={t("traces.id")}
          aria-invalid={bad}
          placeholder={t("traces.id")}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value.trim());
            setRefused(false);
            if (event.target.value.trim() === "") lookFor("", undefined);
          }}
        />
        {wanted === undefined && endMs === undefined && !looking ? (
          <button type="button" className="btn quiet" onClick={refresh}>
            {t("traces.refresh")}
          </button>
        ) : null}
      </form>
      {bad ? <p className="t1 crit traces-note">{t("traces.badId")}</p> : null}
      <div className="traces-columns" aria-busy={asked.slow}>
        <div className="scroll traces-list">
          {asked.error !== undefined ? <Failed text={asked.error} /> : null}
          {asked.value === undefined ? (
            asked.slow ? (
              <Loading lines={8} />
            ) : null
          ) : wanted !== undefined && found === undefined ? (
            asked.busy ? null : (
              <Empty text={t("traces.notFound", { id: wanted.id })}>
                <button type="button" className="btn" onClick={() => lookFor("", undefined)}>
                  {t("traces.all")}
                </button>
              </Empty>
            )
          ) : traces.length === 0 ? (
            <Empty text={t("traces.none")} />
          ) : (
            <TraceList
              traces={traces}
              order={order}
              onOrder={setOrder}
              selected={shown?.id}
              full={traces.length >= mostTraces}
              onSelect={setSelected}
            />
          )}
        </div>
        {shown === undefined ? (
          <p className="dim traces-hint">{t("traces.pick")}</p>
        ) : (
          <TraceView
            key={shown.id}
            trace={shown}
            onClose={() => {
              setSelected(undefined);
              if (wanted !== undefined) lookFor("", undefined);
            }}
          />
        )}
      </div>
    </div>
  );
}

/** Where to look for one trace: near its time when that is known, else in the whole run. */
function windowOf({ atMs, untilMs }: Wanted, startMs: number): { fromMs: number; toMs: number } {
  return atMs === undefined
    ? { fromMs: startMs, toMs: untilMs }
    : { fromMs: atMs - nearMs, toMs: Math.min(atMs + nearMs, untilMs) };
}
