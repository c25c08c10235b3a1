import type { PathLab } from "./path-model.ts";

const shapes = {
  passed: "M2 6.5 5 9.5 10.5 2.5",
  assisted: "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9v9M4 3v6M5 2.2v7.6",
  here: "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M5 5h2v2H5z",
  essential: "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9",
  extra: "M2.5 6h7",
} as const;

export type PathState = keyof typeof shapes;

/** What the mark before a lab says. */
export function stateOf(lab: PathLab): PathState {
  if (lab.state === "passed" || lab.state === "assisted") return lab.state;
  return lab.here ? "here" : lab.essential ? "essential" : "extra";
}

const tones: Readonly<Record<PathState, string>> = {
  passed: "ok",
  assisted: "dim",
  here: "acc",
  essential: "dim",
  extra: "dim",
};

/** The mark before a lab; its word stands beside it, seen or spoken. */
export function StateIcon({ state }: { state: PathState }) {
  return (
    <svg className={`ic ${tones[state]}`} viewBox="0 0 12 12" aria-hidden="true">
      <path d={shapes[state]} />
    </svg>
  );
}
