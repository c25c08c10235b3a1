import { type RefObject, useEffect } from "react";

/** The marked child of a bar: the tab that is selected, or the page one is on. */
const selected = "[aria-selected=true], [aria-current=page]";

/**
 * Says on a sideways scrolling bar at which edges it goes on (`data-more`: `start`, `end` or both), for a
 * fade there, and brings the selected child into sight whenever `value` changes.
 */
export function useEdgeFade(bar: RefObject<HTMLElement | null>, value: string): void {
  useEffect(() => {
    const element = bar.current;
    if (element === null) return;
    const read = (): void => {
      const { scrollLeft, scrollWidth, clientWidth } = element;
      const before = scrollLeft > 1 ? "start" : "";
      const after = scrollLeft + clientWidth < scrollWidth - 1 ? "end" : "";
      element.dataset.more = `${before} ${after}`.trim();
    };
    read();
    element.addEventListener("scroll", read, { passive: true });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => {
      element.removeEventListener("scroll", read);
      observer.disconnect();
    };
  }, [bar]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another value marks another child
  useEffect(() => {
    const element = bar.current;
    const child = element?.querySelector<HTMLElement>(selected);
    if (element === null || child === null || child === undefined) return;
    const from = child.offsetLeft - element.offsetLeft - 32;
    const to = from + child.offsetWidth + 64;
    if (from < element.scrollLeft) element.scrollLeft = from;
    else if (to > element.scrollLeft + element.clientWidth) element.scrollLeft = to - element.clientWidth;
  }, [bar, value]);
}
