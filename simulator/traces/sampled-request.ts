import {
  isLong,
  latencyAt,
  latencyOffset,
  latencyRank,
  longPrefix,
  type RequestFact,
  requestsOf,
  userOf,
  wordsBelow,
} from "../cluster/requests.ts";
import type { SecondOutcome } from "../cluster/state.ts";
import { extendHash, hashPrefix, hashUnit, keyOf } from "../kernel/hash.ts";
import { hexId, uuidOf } from "../kernel/ids.ts";
import type { PodHistory } from "./request-history.ts";

/** Share of requests whose trace is kept besides those that end with a 5xx. */
export const SAMPLE_RATE = 0.1;

/** What `hexId` adds to the seed for its first eight digits: a trace id's first word is its sampling draw. */
const FIRST_WORD = 0x9e3779b1;
const TRACE = keyOf("request/trace");
const REQUEST = keyOf("request/id");
const MOMENT = keyOf("request/moment");
const TOKENS = keyOf("request/tokens");

/** What the scenario says about requests and the cluster's state does not show. */
export interface RequestContext {
  readonly users: { readonly total: number; readonly longDocumentSenders: number };
  /** Device memory a long document needs for the time of its batch, MiB. */
  readonly longWorkspaceMiB: number;
  readonly endpoint: string;
  readonly modelName: string;
}

/** One request that left a line in the log and a trace. The same ids appear in both and in exemplars. */
export class SampledRequest {
  readonly pod: PodHistory;
  readonly outcome: SecondOutcome;
  readonly fact: RequestFact;
  readonly context: RequestContext;

  constructor(pod: PodHistory, outcome: SecondOutcome, fact: RequestFact, context: RequestContext) {
    this.pod = pod;
    this.outcome = outcome;
    this.fact = fact;
    this.context = context;
  }

  /** 32 hex digits; the sampling decision depends on them alone, so that every service would decide alike. */
  get traceId(): string {
    const { seed, key, second } = this.outcome.batch;
    return hexId(seed, key ^ TRACE, second, this.fact.index, 32);
  }

  get requestId(): string {
    const { seed, key, second } = this.outcome.batch;
    return uuidOf(seed, key ^ REQUEST, second, this.fact.index);
  }

  /** When the answer was sent, whole milliseconds since the epoch. */
  get endMs(): number {
    const { seed, key, second, count } = this.outcome.batch;
    const { index } = this.fact;
    const moment = (index + hashUnit(seed, key ^ MOMENT, second, index)) / count;
    return second * 1000 + 1 + Math.floor(moment * 1000);
  }

  /** Length of the document in tokens; long ones begin at 384 of the model's 512. */
  get inputTokens(): number {
    const { seed, key, second } = this.outcome.batch;
    const length = hashUnit(seed, key ^ TOKENS, second, this.fact.index);
    return this.fact.long ? 384 + Math.floor(length * 129) : 8 + Math.floor(length * 376);
  }
}

/** The sampled requests of one pod that ended in the second that starts at `second`, in order of their end. */
export function sampledRequests(pod: PodHistory, second: number, context: RequestContext): SampledRequest[] {
  const outcome = pod.outcomeAt(second);
  if (outcome === undefined || outcome.batch.count === 0) return [];
  const kept = keptIndices(outcome);
  const { failed, rejected, lost } = outcome;
  if (failed + rejected + lost === 0) {
    return kept.map((index) => new SampledRequest(pod, outcome, calmFact(outcome, index, context), context));
  }
  const sampled: SampledRequest[] = [];
  const keep = new Set(kept);
  for (const fact of requestsOf(outcome, context.users)) {
    // A request whose server went away got no answer, no line and no span.
    const answered = fact.outcome !== "lost" || lost === 0;
    if (answered && (fact.status >= 500 || keep.has(fact.index))) {
      sampled.push(new SampledRequest(pod, outcome, fact, context));
    }
  }
  return sampled;
}

/** Every request of one pod that the server answered in the second that starts at `second`, sampled or not. */
export function answeredRequests(pod: PodHistory, second: number, context: RequestContext): SampledRequest[] {
  const outcome = pod.outcomeAt(second);
  if (outcome === undefined || outcome.batch.count === 0) return [];
  return requestsOf(outcome, context.users)
    .filter((fact) => fact.outcome !== "lost")
    .map((fact) => new SampledRequest(pod, outcome, fact, context));
}

/** Indices of a second's requests that the sampler draws. */
function keptIndices({ batch }: SecondOutcome): number[] {
  const kept: number[] = [];
  const draws = hashPrefix(batch.seed ^ FIRST_WORD, batch.key ^ TRACE, batch.second);
  for (let index = 0; index < batch.count; index++) {
    if (extendHash(draws, index) < SAMPLE_RATE * 4294967296) kept.push(index);
  }
  return kept;
}

/** What `requestsOf` says about one request of a second without failures, without listing the others. */
function calmFact(outcome: SecondOutcome, index: number, { users }: RequestContext): RequestFact {
  const { batch } = outcome;
  const { seed, key, second, count } = batch;
  const rank = latencyRank(index, count);
  const latencySeconds = latencyAt(
    outcome.latencyQuantilesSeconds,
    (rank + latencyOffset(seed, key, second)) / count,
  );
  return {
    index,
    outcome: "ok",
    long: isLong(longPrefix(seed, key, second), index, wordsBelow(batch.longShare)),
    user: userOf(batch, index, users),
    status: 200,
    latencySeconds,
    queueSeconds: latencySeconds * outcome.queueShare,
  };
}
