import { clockPrelude } from "./clock.ts";
import { loggingPrelude } from "./logging.ts";
import { metricsPrelude } from "./metrics.ts";
import { modelPrelude } from "./model.ts";
import { tensorsPrelude } from "./tensors.ts";
import { textPrelude } from "./text.ts";
import { tracingPrelude } from "./tracing.ts";

/** Names that learner code finds in scope. */
const shared =
  "Counter, Gauge, Histogram, tracer, SpanStatusCode, log, console, requestContext, clock, performance, model";

/**
 * The learner's world as a script for QuickJS: a function of `host` (what the grader's side offers) and `options`
 * (`tensors`, `later`). It puts the API into the global scope and gives the function that serves one request.
 */
export const prelude = `(function (host, options) {
"use strict";
${textPrelude}${metricsPrelude}${tracingPrelude}${loggingPrelude}${clockPrelude}${tensorsPrelude}${modelPrelude}
Object.assign(globalThis, { ${shared}, Date: SimulatedDate });
if (options.tensors) globalThis.tf = tf;
return serve;
})`;
