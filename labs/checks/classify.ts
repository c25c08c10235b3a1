import type { ClassifyParams } from "../check-schema.ts";
import { type Check, finding } from "./check.ts";
import { readScalars } from "./read-scalar.ts";

const kind = "classify";

/** Grades a choice: it is right when the ids picked equal the truth. A wrong pick says what rules it out. */
export const classify: Check<"classify"> = {
  kind,
  codes: ["no-pick", "unknown-option", "wrong-pick", "missed-pick", "right"],
  async run(answer, params) {
    const picks = readPicks(answer);
    const findings = judge(picks, params);
    const right = picks.filter((id) => params.truth.includes(id)).length;
    const wrong = picks.length - right;
    // F1 over the picked ids, so that ticking every box does not pay.
    const score =
      right === 0 ? 0 : Math.round((200 * right) / (2 * right + wrong + params.truth.length - right));
    return {
      findings,
      parts: [{ name: "Picked", score, weight: 1, value: `${right} of ${params.truth.length}` }],
      worlds: [],
    };
  },
};

/** Ids of the options picked, in any of the forms `a`, `[a, b]`, `a, b` or a list of lines. */
function readPicks(answer: string): readonly string[] {
  return [...new Set(readScalars(answer).flatMap((text) => text.split(/[\s,;]+/)))].filter((id) => id !== "");
}

function judge(picks: readonly string[], params: ClassifyParams): ReturnType<typeof finding>[] {
  if (picks.length === 0) return [finding(kind, "no-pick", "Nothing is picked yet.")];
  for (const id of picks) {
    const option = params.options.find((one) => one.id === id);
    if (option === undefined) {
      const options = params.options.map((one) => one.id).join(", ");
      const message = `“${id.slice(0, 60)}” is not one of the options: ${options}.`;
      return [finding(kind, "unknown-option", message, { params: { pick: id.slice(0, 60), options } })];
    }
    if (!params.truth.includes(id)) {
      return [finding(kind, "wrong-pick", option.why, { params: { pick: id, text: option.text } })];
    }
  }
  const missed = params.truth.filter((id) => !picks.includes(id)).length;
  if (missed > 0) {
    const message = `That is right, and ${missed === 1 ? "one more" : `${missed} more`} of the options is as well.`;
    return [finding(kind, "missed-pick", message, { params: { missed } })];
  }
  const right = params.options.find((one) => one.id === params.truth[0]);
  return right === undefined ? [] : [finding(kind, "right", right.why, { type: "celebratory" })];
}
