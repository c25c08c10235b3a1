import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { useEdgeFade } from "./use-edge-fade.ts";

/** One tab: `id` is the value, `panelId` the element it controls when that is not below the tabs. */
export interface TabItem {
  readonly id: string;
  readonly title: string;
  /** Short text after the title, for example a count. */
  readonly note?: string;
}

/**
 * A tab list as WAI-ARIA describes it: one stop for Tab, arrows move and select. The region it
 * controls must carry `id={panelId}`, which the render function is given.
 */
export function Tabs({
  label,
  items,
  value,
  onChange,
  sub = false,
  end,
  children,
}: {
  label: string;
  items: readonly TabItem[];
  value: string;
  onChange: (id: string) => void;
  sub?: boolean;
  end?: ReactNode;
  children?: ReactNode;
}) {
  const base = useId();
  const list = useRef<HTMLDivElement>(null);
  useEdgeFade(list, value);
  const move = (event: KeyboardEvent): void => {
    const index = items.findIndex((item) => item.id === value);
    const next = nextIndex(event.key, index, items.length);
    const item = next === undefined ? undefined : items[next];
    if (item === undefined) return;
    event.preventDefault();
    onChange(item.id);
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(`${base}-${item.id}`)}`)?.focus();
  };
  return (
    <>
      <div className={sub ? "tabs sub" : "tabs"}>
        <div
          className="tablist edge-fade"
          role="tablist"
          aria-label={label}
          ref={list}
          onKeyDown={move}
          tabIndex={-1}
        >
          {items.map((item) => (
            <button
              key={item.id}
              id={`${base}-${item.id}`}
              type="button"
              role="tab"
              className="tab"
              aria-selected={item.id === value}
              aria-controls={children === undefined ? undefined : `${base}-panel`}
              tabIndex={item.id === value ? 0 : -1}
              onClick={() => onChange(item.id)}
            >
              {item.title}
              {item.note === undefined ? null : <span className="t1 dim tab-note">{item.note}</span>}
            </button>
          ))}
        </div>
        {end === undefined ? null : <div className="tabs-end">{end}</div>}
      </div>
      {children === undefined ? null : (
        <div className="tabpanel" id={`${base}-panel`} role="tabpanel" aria-labelledby={`${base}-${value}`}>
          {children}
        </div>
      )}
    </>
  );
}

function nextIndex(key: string, index: number, count: number): number | undefined {
  if (key === "ArrowRight") return (index + 1) % count;
  if (key === "ArrowLeft") return (index - 1 + count) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return undefined;
}
