/** One reason why a rule file does not load, with a place for an editor's marker. */
export interface RuleFileError {
  /** The whole line promtool prints: `rules.yml: 9:13: group "g", rule 1, "X": could not parse expression: …`. */
  readonly text: string;
  /** The text without file, position and group. */
  readonly message: string;
  /** Counted from 1, as near to the cause as known; promtool leaves the position out of some errors. */
  readonly line: number;
  readonly column: number;
  readonly group: string | undefined;
  /** Number of the rule in its group, from 1. */
  readonly rule: number | undefined;
}
