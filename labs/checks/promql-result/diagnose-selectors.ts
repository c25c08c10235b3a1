import type { Matcher } from "../../../simulator/index.ts";
import { whyEmpty } from "../empty-selector.ts";
import { selectorsOf } from "../expression/walk.ts";
import { catalogueOf } from "../metric-catalogue.ts";
import type { Diagnosis, Failure } from "./failure.ts";

/**
 * Why a selector matches nothing in the whole world. Matchers the reference uses too are not blamed:
 * there the emptiness is the answer.
 */
export function diagnoseSelectors(failure: Failure): Diagnosis | undefined {
  const { stage, ast, referenceAst } = failure;
  const catalogue = catalogueOf(stage.hidden, stage.source);
  const id = ({ name, op, value }: Matcher): string => `${name}${op}${value}`;
  const shared = new Set(selectorsOf(referenceAst).flatMap(({ selector }) => selector.matchers.map(id)));
  for (const { selector } of selectorsOf(ast)) {
    const empty = whyEmpty(selector, stage.source, catalogue, stage.title, (one) => shared.has(id(one)));
    if (empty !== undefined) return { ...empty, at: selector.span };
  }
  return undefined;
}
