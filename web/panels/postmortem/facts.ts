import type { Action } from "../../../simulator/index.ts";
import { formatTime } from "../../components/format/format-time.ts";
import { t } from "../../i18n/t.ts";
import type { ChangeMark, NotificationData, TransitionData } from "../../session/protocol.ts";
import type { TimelineRow } from "./model.ts";

/** Something the learner could have seen: it may become a row of the timeline. */
export interface Fact extends TimelineRow {
  readonly key: string;
  readonly atMs: number;
  readonly kind: "change" | "alert" | "page" | "own";
}

/** What the session holds of the run; nothing here comes from the world's own record of truth. */
export interface Seen {
  readonly changes: readonly ChangeMark[];
  readonly transitions: readonly TransitionData[];
  readonly notifications: readonly NotificationData[];
  readonly actions: readonly Action[];
}

type Draft = Omit<Fact, "time" | "key">;

/** Every fact up to `toMs`, oldest first. */
export function factsOf(seen: Seen, toMs: number): readonly Fact[] {
  const drafts = [
    ...seen.changes.map(changeFact),
    ...seen.transitions.flatMap(alertFact),
    ...seen.notifications.flatMap(pageFacts),
    ...seen.actions.flatMap(actionFact),
  ];
  return drafts
    .filter(({ atMs }) => atMs <= toMs)
    .sort((a, b) => a.atMs - b.atMs)
    .map((draft, i) => ({ ...draft, time: formatTime(draft.atMs), key: `${i} ${draft.atMs}` }));
}

function changeFact({ id, atMs, text }: ChangeMark): Draft {
  return { atMs, kind: "change", event: text, source: t("postmortem.sourceChange", { id }) };
}

function alertFact({ rule, atMs, from, to }: TransitionData): Draft[] {
  const source = "ALERTS";
  if (to === "firing") return [{ atMs, kind: "alert", event: t("postmortem.factFires", { rule }), source }];
  if (from === "firing")
    return [{ atMs, kind: "alert", event: t("postmortem.factResolves", { rule }), source }];
  return [];
}

function pageFacts(one: NotificationData): Draft[] {
  const { rule, channel, status, receiver, deliveredMs, escalatedMs, acknowledgedMs } = one;
  if (channel !== "pager" || status !== "firing") return [];
  const source = t("postmortem.sourcePager");
  const facts: Draft[] = [
    { atMs: deliveredMs, kind: "page", event: t("postmortem.factPage", { rule, receiver }), source },
  ];
  if (escalatedMs !== undefined)
    facts.push({ atMs: escalatedMs, kind: "page", event: t("postmortem.factEscalated", { rule }), source });
  if (acknowledgedMs !== undefined)
    facts.push({
      atMs: acknowledgedMs,
      kind: "page",
      event: t("postmortem.factAcknowledged", { rule }),
      source,
    });
  return facts;
}

/** Own actions. Acknowledgements are told by the page; faults are not for the learner to see. */
function actionFact(action: Action): Draft[] {
  const own = (event: string, source: string): Draft[] => [{ atMs: action.atMs, kind: "own", event, source }];
  switch (action.kind) {
    case "command":
      return own(`\`${action.line}\``, t("postmortem.sourceTerminal"));
    case "rollback":
      return own(
        t("postmortem.factRollback", { deployment: action.deployment }),
        t("postmortem.sourceTerminal"),
      );
    case "deploy":
      return own(
        t("postmortem.factDeploy", { deployment: action.deployment, version: action.version }),
        t("postmortem.sourceTerminal"),
      );
    case "config-edit":
      return own(t("postmortem.factRules"), t("postmortem.sourceRules"));
    case "note":
      return own(action.text, t("postmortem.sourceNotes"));
    case "close":
      return own(t("postmortem.factClosed"), t("postmortem.sourceNotes"));
    default:
      return [];
  }
}
