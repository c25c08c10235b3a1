import { memo, type ReactNode } from "react";
import type { EditorMarker } from "./editor-types.ts";
import { type Language, type LineState, tokenizeLine } from "./tokenize.ts";

/** The coloured text under the transparent letters of the plain editor. Hidden from assistive technology. */
export const Highlight = memo(function Highlight({
  language,
  text,
  markers,
}: {
  language: Language;
  text: string;
  markers: readonly EditorMarker[];
}) {
  return (
    <pre className="plain-colours" aria-hidden="true">
      {highlight(language, text, markers)}
      {"\n"}
    </pre>
  );
});

/** Coloured spans of a text, with problems underlined. */
export function highlight(
  language: Language,
  text: string,
  markers: readonly EditorMarker[] = [],
): ReactNode[] {
  const nodes: ReactNode[] = [];
  let state: LineState = "";
  let offset = 0;
  for (const line of text.split("\n")) {
    const { tokens, end } = tokenizeLine(language, line, state);
    state = end;
    for (const [i, token] of tokens.entries()) {
      const stop = tokens[i + 1]?.start ?? line.length;
      for (const [from, to, severity] of cut(offset + token.start, offset + stop, markers)) {
        const className = `k-${token.kind}${severity === undefined ? "" : ` bad-${severity}`}`;
        nodes.push(
          <span key={from} className={className}>
            {text.slice(from, to)}
          </span>,
        );
      }
    }
    offset += line.length + 1;
    if (offset <= text.length) nodes.push("\n");
  }
  return nodes;
}

/** Splits a token where problems begin and end. */
function cut(
  from: number,
  to: number,
  markers: readonly EditorMarker[],
): [from: number, to: number, severity: EditorMarker["severity"] | undefined][] {
  const edges = new Set([from, to]);
  for (const marker of markers) {
    for (const edge of [marker.from, marker.to]) if (edge > from && edge < to) edges.add(edge);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((start, i) => {
    const stop = sorted[i + 1] ?? to;
    const hit = markers.find((marker) => marker.from < stop && marker.to > start);
    return [start, stop, hit?.severity];
  });
}
