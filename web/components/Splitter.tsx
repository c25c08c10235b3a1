import { type KeyboardEvent, type PointerEvent, useRef } from "react";

/** Pixels one arrow key moves a splitter. */
const keyStep = 16;

/**
 * A draggable border that is also a keyboard control: arrows move by 16 px, Home and End go to the
 * limits. `grows` says on which side the sized pane lies.
 */
export function Splitter({
  label,
  value,
  min,
  max,
  grows,
  onChange,
}: {
  label: string;
  value: number;
  min: number;
  max: number;
  grows: "start" | "end";
  onChange: (px: number) => void;
}) {
  const from = useRef<{ x: number; value: number } | undefined>(undefined);
  const sign = grows === "start" ? 1 : -1;
  const set = (px: number): void => onChange(Math.round(Math.min(max, Math.max(min, px))));
  const key = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: value + sign * keyStep,
      ArrowLeft: value - sign * keyStep,
      Home: min,
      End: max,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  };
  const down = (event: PointerEvent<HTMLElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, value };
  };
  const drag = (event: PointerEvent): void => {
    if (from.current !== undefined) set(from.current.value + sign * (event.clientX - from.current.x));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved; a focusable separator is the ARIA window splitter
    <div
      className="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={key}
      onPointerDown={down}
      onPointerMove={drag}
      onPointerUp={() => {
        from.current = undefined;
      }}
      onPointerCancel={() => {
        from.current = undefined;
      }}
    />
  );
}
