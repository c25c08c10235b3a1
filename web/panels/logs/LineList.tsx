import { memo, useCallback, useMemo, useState } from "react";
import type { LogLine } from "../../../simulator/index.ts";
import { t } from "../../i18n/t.ts";
import { LineDetail } from "./LineDetail.tsx";
import { keysOf, type LogFilter, lineTime, podOf, shortPod } from "./model.ts";

/** Lines, newest first; each opens to its fields. */
export function LineList({
  lines,
  filter,
  onFilter,
  onContext,
}: {
  lines: readonly LogLine[];
  filter: LogFilter;
  onFilter: (filter: LogFilter) => void;
  onContext: (line: LogLine) => void;
}) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const keys = useMemo(() => keysOf(lines), [lines]);
  const toggle = useCallback((key: string): void => {
    setOpen((old) => {
      const next = new Set(old);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);
  return (
    <ol className="lines" aria-label={t("logs.lines")}>
      {lines.map((line, i) => {
        const key = keys[i] ?? "";
        const isOpen = open.has(key);
        return (
          <li key={key} className={`line-${line.level}`}>
            <LineHead id={key} line={line} open={isOpen} onToggle={toggle} />
            {isOpen ? (
              <LineDetail line={line} filter={filter} onFilter={onFilter} onContext={onContext} />
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}

const LineHead = memo(function LineHead({
  id,
  line,
  open,
  onToggle,
}: {
  id: string;
  line: LogLine;
  open: boolean;
  onToggle: (key: string) => void;
}) {
  const pod = podOf(line);
  return (
    <button
      type="button"
      className={open ? "line open" : "line"}
      aria-expanded={open}
      onClick={() => onToggle(id)}
    >
      <span className="line-time">{lineTime(line.atMs)}</span>
      <span className="line-level">{line.level}</span>
      <span className="line-pod" title={pod}>
        {pod === "" ? (line.labels.service ?? "") : shortPod(pod)}
      </span>
      <span className="line-text">{line.text}</span>
    </button>
  );
});
