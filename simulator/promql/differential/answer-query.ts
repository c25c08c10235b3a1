import type { SampleSource } from "../../tsdb/sample-source.ts";
import { toApiJson } from "../api/to-api-json.ts";
import { query } from "../engine/query.ts";
import type { ApiBody } from "./compare-answers.ts";
import type { GeneratedQuery } from "./generate-query.ts";

/** Our answer to a generated query, through the API's own text. */
export function answerQuery(source: SampleSource, one: GeneratedQuery): ApiBody {
  const { expr } = one;
  const options = { maxSamples: 50_000_000 };
  if ("time" in one) {
    const timeMs = one.time * 1000;
    return JSON.parse(toApiJson(query(source, { expr, timeMs }, options), timeMs)) as ApiBody;
  }
  const request = { expr, startMs: one.start * 1000, endMs: one.end * 1000, stepMs: one.step * 1000 };
  return JSON.parse(toApiJson(query(source, request, options))) as ApiBody;
}
