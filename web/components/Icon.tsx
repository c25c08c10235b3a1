/** Line icons in a 12 × 12 box; they only ever stand beside a word. */
const paths = {
  check: "M2 6.5 5 9.5 10 3",
  cross: "M2.5 2.5 9.5 9.5M9.5 2.5 2.5 9.5",
  warn: "M6 1.5 11 10.5H1zM6 5v2.5M6 8.6v.6",
  ring: "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9",
  dot: "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M6 4.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3",
  bell: "M2.5 8.5h7l-1-1.5V5a2.5 2.5 0 0 0-5 0v2zM5 10.5h2",
  play: "M3.5 2v8L10 6z",
  pause: "M3.5 2v8M8.5 2v8",
  info: "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M6 5.5v3M6 3.6v.4",
  undo: "M4.5 2 2 4.5 4.5 7M2 4.5h5a3 3 0 0 1 0 6H4",
  link: "M5 7 7 5M5.5 3.5 7 2a2.1 2.1 0 0 1 3 3L8.5 6.5M6.5 8.5 5 10a2.1 2.1 0 0 1-3-3L3.5 5.5",
  chevron: "M4 2.5 7.5 6 4 9.5",
  side: "M1.5 2h9v8h-9zM7.5 2v8",
} as const;

export type IconName = keyof typeof paths;

/** Decorative: hidden from assistive technology, since a word always says the same. */
export function Icon({ name, className = "" }: { name: IconName; className?: string }) {
  return (
    <svg className={`ic ${className}`} viewBox="0 0 12 12" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
