/** Messages of the glossary and of the list of metrics. */
export const glossary = {
  title: "Glossary",
  about: "Terms of the field as the labs use them, and every metric of the simulated cluster.",
  filter: "Filter terms and metrics",
  found: "{terms|# term|# terms}, {metrics|# metric|# metrics}",
  none: 'Nothing here is called "{text}". Fewer letters find more.',
  clear: "Show all",
  terms: "Terms",
  metrics: "Metrics",
  metricsText: "What Prometheus can scrape here. A name opens it in the query panel.",
  labs: "In the labs:",
  source: "Source:",
  labels: "by {list}",
} as const;
