import { type RefObject, useEffect, useState } from "react";
import { useSession } from "../../session/use-session.ts";

/** Narrower than this, editor and preview take turns, px. */
const sideBySidePx = 760;

/** Whether the panel has room for two columns; the panel's own width decides, not the window's. */
export function useWide(box: RefObject<HTMLDivElement | null>): boolean {
  const [wide, setWide] = useState(true);
  const ready = useSession((state) => state.world !== undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the element appears once a world is there
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = (): void => {
      if (element.clientWidth > 0) setWide(element.clientWidth >= sideBySidePx);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, ready]);
  return wide;
}
