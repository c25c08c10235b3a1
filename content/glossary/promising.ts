import type { GlossaryTerm } from "./term.ts";

const workbook = {
  title: "Google: alerting on SLOs",
  url: "https://sre.google/workbook/alerting-on-slos/",
} as const;
const objectives = {
  title: "Google: service level objectives",
  url: "https://sre.google/sre-book/service-level-objectives/",
} as const;

/** Indicators, objectives, budgets. */
export const promising: readonly GlossaryTerm[] = [
  {
    id: "sli",
    term: "SLI, indicator",
    words: ["sli", "indicator"],
    text: "A share: good events out of all valid ones, measured as near to the user as you can. What counts as good and what counts at all is the hard part, and is written down.",
    source: objectives,
  },
  {
    id: "slo",
    term: "SLO, objective",
    words: ["slo", "objective"],
    text: "The share you aim for over a period, such as 99.9 % in 30 days. It is chosen by what users notice, and 100 % is never the right choice: nobody could change anything again.",
    source: objectives,
  },
  {
    id: "sla",
    term: "SLA, agreement",
    words: ["sla", "agreement"],
    text: "A promise to customers with a price if it is broken. It is looser than the objective, so that you act before you owe.",
    source: objectives,
  },
  {
    id: "availability",
    term: "Availability",
    words: ["availability"],
    text: "The share of requests that were served, or of time in which they could be. By requests it weighs busy hours more, as users do.",
    source: {
      title: "Google: embracing risk",
      url: "https://sre.google/sre-book/embracing-risk/",
    },
  },
  {
    id: "error-budget",
    term: "Error budget",
    words: ["budget"],
    text: "What the objective leaves for failure: 0.1 % of the requests at 99.9 %. While there is some left it may be spent on change; below zero, reliability comes first.",
    source: {
      title: "Google: implementing SLOs",
      url: "https://sre.google/workbook/implementing-slos/",
    },
  },
  {
    id: "burn-rate",
    term: "Burn rate",
    words: ["burn rate", "burns", "burning"],
    text: "How many times faster than planned the budget is spent: at 1 it lasts exactly the period, at 14.4 a 30-day budget loses 2 % in an hour.",
    source: workbook,
  },
  {
    id: "detection-time",
    term: "Detection time, reset time",
    words: ["detect"],
    text: "How long an alert takes to notice, and how long it goes on after all is well again. A second, short window beside the long one is there for the reset: it falls quiet first.",
    source: workbook,
  },
  {
    id: "outage",
    term: "Outage",
    words: ["outage"],
    text: "A time in which the service fails all or many of its users. How deep and how long together make what it costs of the budget.",
    source: { title: "Google: embracing risk", url: "https://sre.google/sre-book/embracing-risk/" },
  },
];
