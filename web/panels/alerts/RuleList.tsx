import { formatDuration } from "../../components/format/format-time.ts";
import { Empty } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import type { RuleFileData } from "../../session/query-data.ts";
import { useAsk } from "../../session/use-session.ts";
import type { Lane } from "./model.ts";

/** The rules of the file with what the running server makes of them. */
export function RuleList({
  file,
  running,
  lanes,
  loaded,
}: {
  file: RuleFileData | undefined;
  running: string;
  lanes: readonly Lane[];
  loaded: boolean;
}) {
  const asked = useAsk(
    "alerts/list",
    "parse-rules",
    loaded || running === "" ? undefined : { text: running },
  );
  if (file === undefined || file.errors.length > 0) return null;
  if (file.groups.length === 0) return <Empty text={t("alerts.noRules")} />;
  const known = new Map(
    (loaded ? file : asked.value)?.groups.flatMap((group) =>
      group.rules.map((rule) => [`${rule.kind} ${rule.name}`, JSON.stringify(rule)] as const),
    ) ?? [],
  );
  const stateOf = (rule: RuleFileData["groups"][number]["rules"][number]): [tone: string, word: string] => {
    const there = known.get(`${rule.kind} ${rule.name}`);
    if (there === undefined) return ["acc", t("alerts.ruleNew")];
    if (there !== JSON.stringify(rule)) return ["acc", t("alerts.ruleChanged")];
    if (rule.kind === "recording") return ["dim", t("alerts.recording")];
    const states = lanes.filter((lane) => lane.rule === rule.name).map(({ state }) => state);
    if (states.includes("firing")) return ["crit", t("alerts.firing")];
    return states.includes("pending") ? ["warn", t("alerts.pending")] : ["dim", t("alerts.inactive")];
  };
  return (
    <section className="blk" aria-label={t("alerts.ruleList")}>
      {file.groups.map((group) => (
        <div key={group.name} className="table-scroll">
          <table className="rule-list">
            <caption>
              {t("alerts.group", { name: group.name, interval: formatDuration(group.intervalMs) })}
            </caption>
            <thead className="sr">
              <tr>
                <th scope="col">{t("alerts.colAlert")}</th>
                <th scope="col">{t("alerts.colFor")}</th>
                <th scope="col">{t("alerts.colSeverity")}</th>
                <th scope="col">{t("alerts.colStatus")}</th>
              </tr>
            </thead>
            <tbody>
              {group.rules.map((rule) => {
                const [tone, word] = stateOf(rule);
                return (
                  <tr key={`${rule.kind} ${rule.name}`}>
                    <th scope="row" className="mono">
                      {rule.name}
                    </th>
                    <td>
                      {rule.kind === "recording" || rule.forMs === 0
                        ? ""
                        : t("alerts.forText", { for: formatDuration(rule.forMs) })}
                    </td>
                    <td>{rule.labels.severity ?? ""}</td>
                    <td className="num">
                      <span className={`word ${tone}`}>{word}</span>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      ))}
    </section>
  );
}
