declare module "virtual:glossary" {
  export const terms: readonly import("./glossary/glossary-data.ts").TermEntry[];
  /** By name. */
  export const metrics: readonly import("./glossary/glossary-data.ts").MetricEntry[];
}
