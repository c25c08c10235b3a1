import { t } from "../../i18n/t.ts";
import { chainsOf, readEdges } from "./model.ts";

/** The causal graph as chains: each line leads from a cause to what it led to. */
export function CausesView({ text }: { text: string }) {
  const chains = chainsOf(readEdges(text));
  if (chains.length === 0) return <p className="dim">{t("postmortem.noCauses")}</p>;
  return (
    <ul className="pm-causes" aria-label={t("postmortem.causes")}>
      {chains.map((chain) => (
        <li key={chain.join(" ")}>
          {chain.map((id, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a cycle may name one cause twice
            <span key={`${id} ${i}`}>
              {i === 0 ? null : <span className="acc"> → </span>}
              <code>{id}</code>
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
