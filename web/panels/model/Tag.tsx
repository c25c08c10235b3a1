import { t } from "../../i18n/t.ts";

/** Says of a section whether it is measured or simulated: in words, and by a solid or a dashed frame. */
export function Tag({ kind }: { kind: "real" | "simulated" }) {
  return (
    <span className={`model-tag ${kind}`}>
      {kind === "real" ? t("model.tagReal") : t("model.tagSimulated")}
    </span>
  );
}
