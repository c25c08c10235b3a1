import type { ReactNode } from "react";
import { t } from "../../i18n/t.ts";
import { useModel } from "../../session/model-view.ts";
import { Bar } from "./Bar.tsx";
import { fullestOf, grouped, limitBytes, mebibytes, percent, type ReplicaMemory } from "./model.ts";
import { Tag, type TagKind } from "./Tag.tsx";

/** The two servers in one glance: which is measured here, which is simulated, and how full each is. */
export function Compare({ replicas }: { replicas: readonly ReplicaMemory[] }) {
  const bytes = useModel((view) => view.bytes);
  const unreal = useModel((view) => view.started?.leaksAreReal === false);
  const fullest = fullestOf(replicas);
  return (
    <section className="model-compare" aria-label={t("model.compare")}>
      <Side
        kind={unreal ? "unreal" : "real"}
        name={t("model.real")}
        about={unreal ? t("model.unrealAbout") : t("model.realAbout")}
      >
        <Gauge
          share={bytes / limitBytes}
          label={t("model.memoryBar", { percent: percent(bytes / limitBytes) })}
          text={t("model.memoryOf", { used: mebibytes(bytes), limit: Math.round(limitBytes / 1_048_576) })}
        />
      </Side>
      <Side kind="simulated" name={t("model.simulated")} about={t("model.simulatedAbout")}>
        {fullest === undefined ? (
          <span className="dim">{t("model.unknown")}</span>
        ) : (
          <Gauge
            share={fullest.usedMiB / fullest.totalMiB}
            label={t("model.replicaBar", { percent: percent(fullest.usedMiB / fullest.totalMiB) })}
            text={t("model.fullest", {
              used: grouped(fullest.usedMiB),
              total: grouped(fullest.totalMiB),
            })}
          />
        )}
      </Side>
    </section>
  );
}

function Side({
  kind,
  name,
  about,
  children,
}: {
  kind: TagKind;
  name: string;
  about: string;
  children: ReactNode;
}) {
  return (
    <div className="model-side">
      <p>
        <Tag kind={kind} /> <span className="mono ink">{name}</span>
      </p>
      {children}
      <p className="t1 dim">{about}</p>
    </div>
  );
}

function Gauge({ share, label, text }: { share: number; label: string; text: string }) {
  return (
    <>
      <p className="mono ink">{text}</p>
      <Bar share={share} label={label} />
    </>
  );
}
