declare module "virtual:sandbox-worker" {
  /** Text of the worker that runs learner code: one classic script. */
  const source: string;
  export default source;
}
