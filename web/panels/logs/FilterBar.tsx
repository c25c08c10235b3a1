import { useEffect, useState } from "react";
import { t } from "../../i18n/t.ts";
import { useClusterView } from "../../session/use-session.ts";
import { isFiltering, type LogFilter, levels } from "./model.ts";

/** Quiet time before typed words are searched for, wall ms. */
const debounceMs = 300;

/** Pod, level, and words in the line; Enter searches at once. */
export function FilterBar({
  filter,
  onChange,
}: {
  filter: LogFilter;
  onChange: (filter: LogFilter) => void;
}) {
  const cluster = useClusterView();
  const [typed, setTyped] = useState(filter);
  useEffect(() => setTyped(filter), [filter]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the wait
  useEffect(() => {
    if (typed.pod === filter.pod && typed.contains === filter.contains) return;
    const timer = setTimeout(() => onChange(typed), debounceMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <form
      className="bar logs-filter"
      aria-label={t("logs.search")}
      onSubmit={(event) => {
        event.preventDefault();
        onChange(typed);
      }}
    >
      <input
        className="field logs-words"
        type="search"
        aria-label={t("logs.contains")}
        placeholder={t("logs.contains")}
        value={typed.contains}
        onChange={(event) => setTyped({ ...typed, contains: event.target.value })}
      />
      <select
        className="field"
        aria-label={t("logs.level")}
        value={filter.level}
        onChange={(event) =>
          onChange({ ...typed, level: levels.find((one) => one === event.target.value) ?? "" })
        }
      >
        <option value="">{t("logs.anyLevel")}</option>
        {levels.map((level) => (
          <option key={level} value={level}>
            {level}
          </option>
        ))}
      </select>
      <input
        className="field logs-pod"
        list="logs-pods"
        aria-label={t("logs.pod")}
        placeholder={t("logs.anyPod")}
        value={typed.pod}
        onChange={(event) => setTyped({ ...typed, pod: event.target.value })}
      />
      <datalist id="logs-pods">
        {(cluster?.pods ?? []).map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {isFiltering(filter) ? (
        <button
          type="button"
          className="btn quiet"
          onClick={() => onChange({ pod: "", level: "", contains: "" })}
        >
          {t("logs.clear")}
        </button>
      ) : null}
    </form>
  );
}
