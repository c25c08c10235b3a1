/** The simulator's door: the only file of this folder that other folders may import. */
export type { ClusterState, Deployment, Gpu, KubeEvent, Node, Pod } from "./cluster/state.ts";
export type { Span } from "./promql/parse/ast.ts";
export type { QueryOptions, QueryRequest, QueryResult, ResultSeries } from "./promql/query-types.ts";
export type {
  AlertInstance,
  AlertState,
  AlertTransition,
  Notification,
  Rule,
  RuleGroup,
} from "./rules/rule-types.ts";
export { compareCodePoints, Labels } from "./tsdb/labels.ts";
export type { Exemplar, Matcher, MetricMetadata, SampleSource } from "./tsdb/sample-source.ts";
export { type SeriesRef, SeriesStore } from "./tsdb/store.ts";
export type { Action, LogLine, ModelReport, ShellResult, TraceSpan, World } from "./world-types.ts";
