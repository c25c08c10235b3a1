import { useAsk, useSession, useSteadyMs } from "../session/use-session.ts";

/** The service objective of the labs: 99.9 % of requests over 30 days (06 section 4.2). */
const allowedShare = 0.001;
const periodSeconds = 30 * 86_400;

export interface Budget {
  /** Share of the 30-day budget that is left, 1 at first, negative when overspent. */
  readonly left: number;
  /** How many times faster than allowed it is used now, over 5 minutes. */
  readonly burn: number;
}

/** The error budget as telemetry tells it, at most once a second; undefined while there is no traffic. */
export function useBudget(): Budget | undefined {
  const startMs = useSession((state) => state.world?.startMs);
  const atMs = useSteadyMs(15_000, 1000);
  const ready = startMs !== undefined && atMs > startMs + 60_000;
  const seconds = ready ? Math.floor((atMs - startMs) / 1000) : 0;
  const failed = 'http_requests_total{status=~"5.."}';
  const expr = {
    used: `(sum(increase(${failed}[${seconds}s])) or vector(0)) / (sum(rate(http_requests_total[1h])) * ${periodSeconds} * ${allowedShare})`,
    burn: `(sum(rate(${failed}[5m])) or vector(0)) / sum(rate(http_requests_total[5m])) / ${allowedShare}`,
  };
  const used = useAsk(
    "frame/budget",
    "query",
    ready ? { request: { expr: expr.used, timeMs: atMs } } : undefined,
  );
  const burn = useAsk(
    "frame/burn",
    "query",
    ready ? { request: { expr: expr.burn, timeMs: atMs } } : undefined,
  );
  const usedValue = firstValue(used.value);
  if (usedValue === undefined) return undefined;
  return { left: 1 - usedValue, burn: firstValue(burn.value) ?? 0 };
}

function firstValue(data: ReturnType<typeof useAsk<"query">>["value"]): number | undefined {
  if (data === undefined || data.status === "error") return undefined;
  const value = data.series[0]?.values[0];
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
