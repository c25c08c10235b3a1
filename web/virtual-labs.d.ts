declare module "virtual:labs" {
  /** Labs that ship, in teaching order. */
  export const labs: readonly import("./session/lab-content.ts").LabSummary[];
  /** One lazily loaded chunk per lab, by lab id. */
  export const loaders: Readonly<
    Record<string, () => Promise<{ default: import("./session/lab-content.ts").LabModule }>>
  >;
}
