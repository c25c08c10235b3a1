import type { GlossaryTerm } from "./term.ts";

/** Queries, rules and alerts. */
export const asking: readonly GlossaryTerm[] = [
  {
    id: "rate",
    term: "rate",
    words: ["rate("],
    text: "How fast a counter rises, per second, averaged over a window; a restart to 0 is taken as a reset, not as a fall. It comes before the sum: a sum of counters hides which of them was reset.",
    source: {
      title: "Prometheus: functions",
      url: "https://prometheus.io/docs/prometheus/latest/querying/functions/#rate",
    },
  },
  {
    id: "increase",
    term: "increase",
    words: ["increase("],
    text: "The rate times the length of the window: about how much was counted in it. It is stretched to the window's edges, so even a counter of whole things gives fractions.",
    source: {
      title: "Prometheus: functions",
      url: "https://prometheus.io/docs/prometheus/latest/querying/functions/#increase",
    },
  },
  {
    id: "window",
    term: "Window, range",
    words: ["window"],
    text: "The stretch of time a function looks back over, such as `[5m]`. A short one is quick and restless, a long one is calm and late; at least two samples have to fall in.",
    source: {
      title: "Prometheus: range vector selectors",
      url: "https://prometheus.io/docs/prometheus/latest/querying/basics/#range-vector-selectors",
    },
  },
  {
    id: "recording-rule",
    term: "Recording rule",
    words: ["recording rule"],
    text: "A query that the server runs at a fixed interval and whose result it stores as a new series. Dashboards read it cheaply, and what was grouped away in it cannot be asked for any more.",
    source: {
      title: "Prometheus: recording rules",
      url: "https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/",
    },
  },
  {
    id: "alerting-rule",
    term: "Alerting rule, for",
    words: ["for:", "pending"],
    text: "A query that fires for each series it returns. With `for` an alert is pending until the series was there at every evaluation for so long; one empty result and the wait begins anew.",
    source: {
      title: "Prometheus: alerting rules",
      url: "https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/",
    },
  },
  {
    id: "page",
    term: "Page, ticket",
    words: ["page", "ticket"],
    text: "A page wakes a person, so it is for what is urgent and can be acted on. All else that needs work is a ticket, and waits for the day.",
    source: {
      title: "Google: monitoring distributed systems",
      url: "https://sre.google/sre-book/monitoring-distributed-systems/",
    },
  },
  {
    id: "silence",
    term: "Silence",
    words: ["silence"],
    text: "A rule in Alertmanager that holds back notifications of matching alerts until a set time. The alert itself goes on firing and stays visible.",
    source: {
      title: "Prometheus: Alertmanager",
      url: "https://prometheus.io/docs/alerting/latest/alertmanager/#silences",
    },
  },
  {
    id: "slope",
    term: "Slope, deriv",
    words: ["slope", "deriv"],
    text: "How fast a gauge changes, from a straight line fitted to its samples in the window. Divide the room that is left by it and you know about when the room is gone, as long as nothing else changes.",
    source: {
      title: "Prometheus: functions",
      url: "https://prometheus.io/docs/prometheus/latest/querying/functions/#deriv",
    },
  },
  {
    id: "dashboard",
    term: "Dashboard",
    words: ["dashboard"],
    text: "Charts that answer the questions one asks again and again. It is for people who are looking already; what must be noticed by itself is an alert.",
    source: {
      title: "Prometheus: consoles and dashboards",
      url: "https://prometheus.io/docs/practices/consoles/",
    },
  },
];
