import { toneOf } from "./model.ts";

/** How full a memory is, drawn; the words beside it say the same. */
export function Bar({ share, label }: { share: number; label: string }) {
  const full = Math.min(1, Math.max(0, share));
  return (
    <meter
      className={`model-bar ${toneOf(full)}`}
      min={0}
      max={1}
      value={full}
      aria-label={label}
      style={{ "--share": `${full * 100}%` } as React.CSSProperties}
    />
  );
}
