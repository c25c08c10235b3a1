import type { RefObject } from "react";
import type { EditorHandle } from "../../components/editor/editor-types.ts";
import { t } from "../../i18n/t.ts";
import { useSession, useStep } from "../../session/use-session.ts";

/** What a chip puts before and after the selected text. */
const blocks = [
  { label: "rate(…[5m])", before: "rate(", after: "[5m])" },
  { label: "sum by (pod) (…)", before: "sum by (pod) (", after: ")" },
  { label: "sum(…)", before: "sum(", after: ")" },
] as const;

/** Building blocks for a first query, in the labs for beginners: they wrap the selection and can be undone. */
export function Chips({ editor, text }: { editor: RefObject<EditorHandle | null>; text: string }) {
  const beginner = useSession((state) => state.lab?.lab.level === "beginner");
  const asked = useStep()?.answer === "promql";
  if (!beginner || !asked) return null;
  const wrap = (before: string, after: string): void => {
    const { from, to } = editor.current?.selection() ?? { from: 0, to: text.length };
    editor.current?.replace(from, to, `${before}${text.slice(from, to).trim()}${after}`);
  };
  return (
    <fieldset className="chips" title={t("query.chipHelp")}>
      <legend className="sr">{t("query.chips")}</legend>
      {blocks.map(({ label, before, after }) => (
        <button key={label} type="button" className="chip mono" onClick={() => wrap(before, after)}>
          {label}
        </button>
      ))}
    </fieldset>
  );
}
