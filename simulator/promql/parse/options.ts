/** Parser switches, named as `--enable-feature` of a real Prometheus server names them. */
export type ParserFeature =
  | "promql-experimental-functions"
  | "promql-extended-range-selectors"
  | "promql-binop-fill-modifiers"
  | "promql-duration-expr";

/**
 * `prometheus3` is a Prometheus 3.14 server as installed, with Nines' limits on what a learner may type;
 * `conformance` has every switch on and no limit on length, as Prometheus's own parser tests do.
 */
export type ParserPreset = "prometheus3" | "conformance";

/** Options of `parse`. The default preset is `prometheus3`. */
export interface ParseOptions {
  readonly preset?: ParserPreset;
  /** Features added to the preset's. */
  readonly enable?: readonly ParserFeature[];
  /** Features taken from the preset's. */
  readonly disable?: readonly ParserFeature[];
}

/** What a preset and its changes come down to. */
export interface ParserLimits {
  readonly features: ReadonlySet<ParserFeature>;
  /** Longest expression in bytes. Prometheus itself only bounds its fuzzers, at the same 10,240. */
  readonly maxBytes: number;
  /** Deepest syntax tree, counted in nodes from the root to a leaf. */
  readonly maxDepth: number;
}

const ALL_FEATURES: readonly ParserFeature[] = [
  "promql-experimental-functions",
  "promql-extended-range-selectors",
  "promql-binop-fill-modifiers",
  "promql-duration-expr",
];

/** Resolves the options to a set of features and limits. */
export function parserLimits(options: ParseOptions | undefined): ParserLimits {
  const conformance = options?.preset === "conformance";
  const features = new Set<ParserFeature>(conformance ? ALL_FEATURES : ["promql-duration-expr"]);
  for (const feature of options?.enable ?? []) features.add(feature);
  for (const feature of options?.disable ?? []) features.delete(feature);
  return conformance
    ? { features, maxBytes: Number.POSITIVE_INFINITY, maxDepth: Number.POSITIVE_INFINITY }
    : { features, maxBytes: 10_240, maxDepth: 100 };
}
