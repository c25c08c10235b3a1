import type { LogLine } from "../../../simulator/index.ts";
import { t } from "../../i18n/t.ts";
import { writeJump } from "../../session/jump.ts";
import { insertInto, notify, openPanel } from "../../session/session.ts";
import { detailsOf, type LogFilter, lineTime, logsLink, podOf, traceOf } from "./model.ts";

/** Every field of a line, and where one can go from here. */
export function LineDetail({
  line,
  filter,
  onFilter,
  onContext,
}: {
  line: LogLine;
  filter: LogFilter;
  onFilter: (filter: LogFilter) => void;
  onContext: (line: LogLine) => void;
}) {
  const trace = traceOf(line);
  const narrow = (name: string, value: string): void => {
    if (name === "pod") onFilter({ ...filter, pod: value });
    else if (name === "level") onFilter({ ...filter, level: line.level });
    else onFilter({ ...filter, contains: value });
  };
  return (
    <div className="line-detail">
      <div className="acts">
        {trace === undefined ? null : (
          <button
            type="button"
            className="btn"
            onClick={() => {
              insertInto("traces", writeJump(trace, line.atMs));
              openPanel("traces", "centre");
            }}
          >
            {t("logs.openTrace")}
          </button>
        )}
        <button type="button" className="btn quiet" onClick={() => onContext(line)}>
          {t("logs.context")}
        </button>
        <button
          type="button"
          className="btn quiet"
          onClick={() => {
            insertInto("postmortem", citation(line, filter), "append");
            notify(t("logs.cited"));
          }}
        >
          {t("logs.cite")}
        </button>
        <button
          type="button"
          className="btn quiet"
          onClick={() => void navigator.clipboard?.writeText(JSON.stringify(line.fields))}
        >
          {t("logs.copyJson")}
        </button>
      </div>
      <dl>
        {detailsOf(line).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <span className="mono">{value}</span>
              <button
                type="button"
                className="line-filter"
                aria-label={t("logs.filterForLabel", { name, value })}
                onClick={() => narrow(name, value)}
              >
                {t("logs.filterFor")}
              </button>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** A line as a Markdown link: its first words, its second, and a search that finds it again. */
function citation(line: LogLine, filter: LogFilter): string {
  const words = (line.text.split(/[.:]\s/)[0] ?? line.text).slice(0, 60).replace(/[[\]()]/g, "");
  const search = { ...filter, pod: podOf(line), level: line.level, contains: words };
  return `[${words} at ${lineTime(line.atMs).slice(0, 8)}](${logsLink(search, line.atMs)})`;
}
