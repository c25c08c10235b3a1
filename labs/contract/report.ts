/** One item of the lab contract (04 section 6) that a lab does not keep, with what to do about it. */
export interface ContractFailure {
  /** Number of the item, 1 to 11. */
  readonly item: number;
  /** Folder of the lab. */
  readonly lab: string;
  /** Step, file or world it is about. */
  readonly where: string;
  readonly message: string;
  /** What the author does next. */
  readonly next: string;
  /** A warning does not fail the contract. */
  readonly severity: "failure" | "warning";
}

/** What the contract found in one lab. */
export interface ContractReport {
  readonly lab: string;
  readonly failures: readonly ContractFailure[];
  /** Solutions and mistakes that behaved, and how many there are. */
  readonly solutions: { readonly right: number; readonly of: number };
  readonly mistakes: { readonly caught: number; readonly of: number };
  /** Simulated hours the lab's worlds took. */
  readonly simulatedHours: number;
}

/** One line for a person: `labs/01-x: rate-per-pod: … ; next: …`. */
export function contractLine(failure: ContractFailure): string {
  const word = failure.severity === "warning" ? "warning: " : "";
  return `labs/${failure.lab}: ${failure.where}: ${word}${failure.message}; ${failure.next}`;
}
