import { t } from "../../i18n/t.ts";

/** `unreal`: the real model on a backend where its leak is only a number. */
export type TagKind = "real" | "unreal" | "simulated";

const words: Readonly<Record<TagKind, string>> = {
  real: t("model.tagReal"),
  unreal: t("model.notReal"),
  simulated: t("model.tagSimulated"),
};

/** Says of a section whether it is measured or simulated: in words, and by a solid or a dashed frame. */
export function Tag({ kind }: { kind: TagKind }) {
  return <span className={`model-tag ${kind}`}>{words[kind]}</span>;
}
