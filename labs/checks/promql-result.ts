import { type Expr, parse } from "../../simulator/index.ts";
import type { PromqlResultParams } from "../check-schema.ts";
import type { Finding } from "../finding.ts";
import { type Check, type CheckContext, type CheckOutcome, finding, type WorldRow } from "./check.ts";
import { charSpan } from "./expression/char-span.ts";
import { catalogueOf } from "./metric-catalogue.ts";
import { ask, spanOf } from "./promql-result/ask.ts";
import { Candidate } from "./promql-result/candidate.ts";
import { diagnose } from "./promql-result/diagnose.ts";
import { rateOnGauge, shortestRange, tooShort } from "./promql-result/diagnose-shape.ts";
import { evidenceOf, summary } from "./promql-result/evidence.ts";
import { type Diagnosis, type Failure, promqlCodes, type Stage } from "./promql-result/failure.ts";
import { testInfluence } from "./promql-result/influence.ts";
import { compareAt } from "./promql-result/judge.ts";
import { praise } from "./promql-result/praise.ts";
import { baseStage, relationStages } from "./promql-result/relations.ts";
import { requestsFor } from "./promql-result/requests.ts";
import { readPromql } from "./read-promql.ts";

const kind = "promql-result";
/** Score of an answer that is right in every world and wrong when a world changes around it. */
const fragileScore = 60;
/** A window should hold this many scrapes, so that one may be lost (04 section 4.1). */
const comfortableScrapes = 4;

/**
 * Grades a query by what it returns: it must equal the reference, or an alternative the step allows, at
 * every instant and range of every hidden world, move when the metrics in question move, and stay right
 * when pods are renamed, decoys appear or traffic changes.
 */
export const promqlResult: Check<"promql-result"> = {
  kind,
  codes: promqlCodes,
  async run(answer, params, context) {
    const read = readPromql(kind, answer);
    if ("problem" in read) return failed([read.problem]);
    return new Attempt(answer, read.ast, params, context).run();
  },
};

function failed(findings: readonly Finding[]): CheckOutcome {
  return {
    findings,
    parts: [{ name: "Right in hidden worlds", score: 0, weight: 1, value: "no" }],
    worlds: [],
  };
}

class Attempt {
  private readonly answer: string;
  private readonly ast: Expr;
  private readonly params: PromqlResultParams;
  private readonly context: CheckContext;
  private readonly candidates: readonly Candidate[];
  private readonly rows: WorldRow[] = [];
  private samplesRead = 0;

  constructor(answer: string, ast: Expr, params: PromqlResultParams, context: CheckContext) {
    this.answer = answer;
    this.ast = ast;
    this.params = params;
    this.context = context;
    this.candidates = [params.reference, ...(params.mayAlso ?? [])].map((expr) => new Candidate(expr));
  }

  async run(): Promise<CheckOutcome> {
    const { params, context } = this;
    for (const name of params.worlds) {
      const stages: Stage[] = [];
      for (const seed of context.seeds) {
        stages.push(baseStage(await context.supply.open(name, seed)));
      }
      await this.judge(stages);
    }
    const equal = this.candidates.find((one) => one.failure === undefined);
    if (equal === undefined) return this.wrong(this.nearest(), undefined);
    for (const relation of params.relations ?? []) {
      for (const stage of await relationStages(relation, params, context)) await this.judge([stage]);
    }
    const still = this.candidates.find((one) => one.failure === undefined);
    if (still === undefined) return this.wrong(equal, fragileScore);
    return this.influence(still);
  }

  /** Asks the stages of one row everything, and adds the row. */
  private async judge(stages: readonly Stage[]): Promise<void> {
    const seeds: { seed: number; ok: boolean }[] = [];
    for (const stage of stages) {
      for (const what of requestsFor(this.params, stage.hidden)) {
        const yours = ask(stage.source, this.answer, what);
        if (yours.status === "success") this.samplesRead += yours.samplesRead;
        for (const candidate of this.candidates) {
          candidate.add(compareAt(stage, what, this.answer, candidate.expr, this.params, yours));
        }
        await this.context.breathe();
      }
      const ok = this.candidates.some((one) => !one.failedIn(stage));
      seeds.push({ seed: stage.hidden.seed, ok });
    }
    const first = stages[0];
    if (first === undefined) return;
    const last = requestsFor(this.params, first.hidden).findLast((what) => "timeMs" in what);
    const timeMs = last === undefined ? first.hidden.endMs : spanOf(last).fromMs;
    const at = (expr: string): string => summary(ask(first.source, expr, { timeMs }));
    this.rows.push({ name: first.title, wants: at(this.params.reference), seeds, yours: at(this.answer) });
  }

  private nearest(): Candidate {
    let best = this.candidates[0] ?? new Candidate(this.params.reference);
    for (const candidate of this.candidates) if (candidate.score > best.score) best = candidate;
    return best;
  }

  private wrong(candidate: Candidate, score: number | undefined): CheckOutcome {
    const first = candidate.failure;
    if (first === undefined) return failed([]);
    const failure: Failure = {
      stage: first.stage,
      ask: first.what,
      answer: this.answer,
      ast: this.ast,
      reference: candidate.expr,
      referenceAst: candidate.ast,
      yours: first.yours,
      wanted: first.wanted,
      difference: first.difference,
      ratio: candidate.ratio,
      params: this.params,
    };
    return this.outcome(
      [this.toFinding(diagnose(failure), failure), ...this.annotations(failure)],
      score ?? candidate.score,
    );
  }

  private influence(candidate: Candidate): CheckOutcome {
    const stage = candidate.firstStage;
    if (stage === undefined) return this.outcome([], 100);
    const asks = requestsFor(this.params, stage.hidden);
    const { answer, ast, params } = this;
    const subject = {
      stage,
      asks,
      answer,
      ast,
      reference: candidate.expr,
      referenceAst: candidate.ast,
      params,
    };
    const { failure } = testInfluence(subject);
    if (failure === undefined) return this.outcome(this.remarks(stage), 100);
    const what = asks.at(-1) ?? { timeMs: stage.hidden.endMs };
    const comparison = compareAt(failure.stage, what, answer, candidate.expr, params);
    const { yours, wanted, difference } = comparison;
    const { diagnosis } = failure;
    const evidence: Failure = {
      ...subject,
      stage: failure.stage,
      ask: what,
      yours,
      wanted,
      difference,
      ratio: undefined,
    };
    return this.outcome([this.toFinding(diagnosis, evidence)], fragileScore);
  }

  private toFinding(diagnosis: Diagnosis, failure: Failure): Finding {
    return finding(kind, diagnosis.what, diagnosis.message, {
      params: diagnosis.params,
      ...(diagnosis.at === undefined ? {} : { at: charSpan(this.answer, diagnosis.at) }),
      ...(diagnosis.hint === undefined ? {} : { hint: diagnosis.hint }),
      evidence: evidenceOf(failure),
    });
  }

  /** What a right answer may still hear. */
  private remarks(stage: Stage): Finding[] {
    const findings: Finding[] = [];
    const { scrapeMs } = catalogueOf(stage.hidden, stage.source);
    const short = shortestRange(this.ast);
    const wanted = shortestRange(parse(this.params.reference).ast ?? this.ast);
    if (short !== undefined && short.ms < comfortableScrapes * scrapeMs && short.ms < (wanted?.ms ?? 0)) {
      const { what, message, params } = tooShort(short, scrapeMs);
      const at = charSpan(this.answer, short.node.span);
      findings.push(finding(kind, what, message, { type: "actionable", params, at }));
    }
    const gauge = rateOnGauge(this.ast, catalogueOf(stage.hidden, stage.source));
    if (gauge !== undefined) {
      const { what, message, params, at } = gauge;
      const place = at === undefined ? {} : { at: charSpan(this.answer, at) };
      findings.push(finding(kind, what, message, { type: "actionable", params, ...place }));
    }
    const line = praise(this.ast);
    if (line !== undefined) findings.push(finding(kind, "right", line, { type: "celebratory" }));
    return findings;
  }

  /** Prometheus's own warnings and notes, verbatim. */
  private annotations({ yours }: Failure): Finding[] {
    if (yours.status === "error") return [];
    return [...yours.warnings, ...yours.infos]
      .slice(0, 3)
      .map((text) => finding(kind, "annotation", text, { type: "informative", params: { text } }));
  }

  private outcome(findings: readonly Finding[], score: number): CheckOutcome {
    const rows = this.rows.flatMap((row) => row.seeds);
    const right = rows.filter((row) => row.ok).length;
    const lessens = findings.some((one) => one.type === "actionable") ? 10 : 0;
    const par = this.context.step.par?.samples;
    return {
      findings,
      parts: [
        {
          name: "Right in hidden worlds",
          score: Math.max(0, Math.round(score) - lessens),
          weight: 1,
          value: `${right} of ${rows.length}`,
        },
        ...(par === undefined
          ? []
          : [
              {
                name: "Samples read",
                score: 100,
                weight: 0,
                value: String(this.samplesRead),
                par: String(par),
              },
            ]),
      ],
      worlds: this.rows,
    };
  }
}
