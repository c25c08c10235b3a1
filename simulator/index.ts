/** The simulator's door: the only file of this folder that other folders may import. */
export type { ClusterState, Deployment, Gpu, KubeEvent, Node, Pod } from "./cluster/state.ts";
export { faults } from "./faults/index.ts";
export type {
  Dashboard,
  DashboardPanel,
  DashboardRow,
  DashboardVariable,
  Json,
  JsonObject,
  PanelTarget,
  PanelType,
  Reducer,
  ThresholdStep,
} from "./grafana/dashboard-types.ts";
export { panelTypes } from "./grafana/dashboard-types.ts";
export {
  addPanel,
  dashboardText,
  duplicatePanel,
  removePanel,
  setPanelField,
  swapPanels,
} from "./grafana/edit-dashboard.ts";
export { interpolate, type QueryTimes, type VariableValue, variablesIn } from "./grafana/interpolate.ts";
export { isObject, listAt } from "./grafana/json-fields.ts";
export { legendText } from "./grafana/legend-text.ts";
export { type Level, levelOf } from "./grafana/levels.ts";
export { provisionedDashboards } from "./grafana/provisioned.ts";
export { type ReadDashboard, readDashboard } from "./grafana/read-dashboard.ts";
export { reduce, stepOf } from "./grafana/reduce.ts";
export { grafanaUnits } from "./grafana/units.ts";
export { chosenValue, filteredOptions, listedOptions, variableQuery } from "./grafana/variable-options.ts";
export type { CausalGraph, Ledger, LedgerRecord, LedgerTotals } from "./ledger/ledger-types.ts";
export type { LogExpr, LogqlExpr } from "./logql/ast.ts";
export { queryLogs } from "./logql/engine/query-logs.ts";
export { parseLogql } from "./logql/parse/parse-logql.ts";
export type { LogqlResult, LogSource, ResultLine } from "./logql/query-types.ts";
export type { MetricDefinition } from "./metrics/metric-definition.ts";
export { vocabulary } from "./metrics/vocabulary.ts";
export { accuracyAtDrift } from "./model/accuracy-by-drift.ts";
export { HeadlessModel } from "./model/headless-model.ts";
export { RestartSchedule } from "./model/restart-schedule.ts";
export { toAstJson } from "./promql/api/ast-json.ts";
export { toApiJson, toApiJsonBytes } from "./promql/api/to-api-json.ts";
export { query } from "./promql/engine/query.ts";
export { diagnoseEmpty } from "./promql/explain/diagnose-empty.ts";
export type { EmptyDiagnosis, EmptyParams, EmptyReason } from "./promql/explain/empty-diagnosis.ts";
export { explainQuery, type QueryExplanation } from "./promql/explain/explain-query.ts";
export type { MatchDetail, MatchFix, MatchGroup, MatchOutcome } from "./promql/explain/match-detail.ts";
export { type TraceOptions, traceQuery } from "./promql/explain/trace-query.ts";
export type * from "./promql/explain/trace-types.ts";
export type {
  GrowthTrace,
  TracedWindow,
  WindowDetail,
  WindowOutcome,
} from "./promql/explain/window-detail.ts";
export type { DurationExpr, Expr, ParseResult, Span, VectorSelector } from "./promql/parse/ast.ts";
export { parse } from "./promql/parse/parse.ts";
export { prettyPrint } from "./promql/parse/pretty-print.ts";
export { printExpr } from "./promql/parse/print.ts";
export { type FunctionSignature, functionSignatures } from "./promql/parse/signatures.ts";
export { childrenOf, walkExpr } from "./promql/parse/walk.ts";
export type { QueryOptions, QueryRequest, QueryResult, ResultSeries } from "./promql/query-types.ts";
export { selectedSeries, selectorsOf } from "./promql/selected-series.ts";
export { type NamedTestFile, runTestFiles, type TestReport } from "./promql/testlang/run-test-files.ts";
export { type AlertmanagerConfig, parseAlertmanagerConfig } from "./rules/alertmanager/config.ts";
export { DEFAULT_ALERTMANAGER_CONFIG } from "./rules/alertmanager/default-config.ts";
export { showRoutes, testRoutes } from "./rules/alertmanager/route-text.ts";
export { checkRules } from "./rules/check-rules.ts";
export { evaluateRulesOverRange, type RangeEvaluation } from "./rules/evaluate-range.ts";
export type { PrometheusConfig, ScrapeJob } from "./rules/prometheus-config/prometheus-config.ts";
export { readPrometheusConfig } from "./rules/prometheus-config/read-prometheus-config.ts";
export {
  type DiscoveredTarget,
  type ScrapeTarget,
  scrapedLabels,
  scrapeTargets,
} from "./rules/prometheus-config/scrape-targets.ts";
export { readRelabelFile } from "./rules/relabel/read-relabel-file.ts";
export { hashMod, type RelabelResult, relabel } from "./rules/relabel/relabel.ts";
export { relabelText } from "./rules/relabel/relabel-text.ts";
export { parseRuleFile } from "./rules/rule-file.ts";
export type {
  AlertInstance,
  AlertState,
  AlertTransition,
  Notification,
  Rule,
  RuleGroup,
} from "./rules/rule-types.ts";
export { runUnitTests } from "./rules/unit-test/run-test-file.ts";
export { writeUnitTest } from "./rules/unit-test/write-unit-test.ts";
export { scenarios } from "./scenarios/index.ts";
export { telemetryHash } from "./telemetry-hash.ts";
export type { HistoryPlan, HistorySeries, ProduceSamples } from "./tsdb/history/history-plan.ts";
export { LayeredSource } from "./tsdb/history/layered-source.ts";
export { LazyHistory } from "./tsdb/history/lazy-history.ts";
export { compareCodePoints, Labels } from "./tsdb/labels.ts";
export { matcherTest } from "./tsdb/matchers.ts";
export { type OpenMetricsResult, readOpenMetrics } from "./tsdb/openmetrics.ts";
export type {
  Exemplar,
  Matcher,
  MetricMetadata,
  MetricType,
  SampleColumns,
  SampleSource,
  SeriesHandle,
} from "./tsdb/sample-source.ts";
export { type SeriesRef, SeriesStore } from "./tsdb/store.ts";
export { writeOpenMetrics } from "./tsdb/write-openmetrics.ts";
export { createWorld, openLedger } from "./world.ts";
export type { WorldChange, WorldOptions } from "./world-options.ts";
export type { Action, LogLine, ModelReport, ShellResult, TraceSpan, World } from "./world-types.ts";
