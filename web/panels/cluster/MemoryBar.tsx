import { t } from "../../i18n/t.ts";
import { type GpuFigures, memoryShare, memoryTone } from "./model.ts";

/** Device memory of one GPU as a bar and as numbers, in MiB as DCGM counts it. */
export function MemoryBar({ gpu }: { gpu: GpuFigures | undefined }) {
  const share = memoryShare(gpu);
  if (share === undefined || gpu?.used === undefined || gpu.free === undefined) {
    return <span className="dim t1">{t("cluster.neverSeen")}</span>;
  }
  const tone = memoryTone(share);
  const percent = Math.round(share * 1000) / 10;
  return (
    <span className={`mem mem-${tone}`}>
      <meter
        min={0}
        max={1}
        high={0.85}
        optimum={0}
        value={share}
        aria-label={t("cluster.memoryBar", { percent })}
        style={{ "--share": `${percent}%` } as React.CSSProperties}
      />
      <span className="mono num">
        {t("cluster.memoryOf", { used: grouped(gpu.used), total: grouped(gpu.used + gpu.free) })}
      </span>
    </span>
  );
}

/** `81,920`: thousands apart, never localised, so it reads the same everywhere. */
function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
