import type { RootContent } from "mdast";
import { useEffect, useState } from "react";
import { Prose } from "../../components/prose/Prose.tsx";
import { Failed, Loading } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";

type Read = { readonly nodes: readonly RootContent[] } | { readonly problem: string };

/** Markdown of a text panel; the reader of Markdown loads when a panel needs it. */
export function TextBody({ content }: { content: string }) {
  const [read, setRead] = useState<Read | undefined>(undefined);
  useEffect(() => {
    let gone = false;
    import("../../../labs/load/markdown.ts").then(
      ({ parseMarkdown, refuseMarkdown }) => {
        if (gone) return;
        const refused = refuseMarkdown(content);
        setRead(
          refused === undefined ? { nodes: parseMarkdown(content).children } : { problem: refused.reason },
        );
      },
      () => setRead({ problem: t("dashboards.textFailed") }),
    );
    return () => {
      gone = true;
    };
  }, [content]);
  if (read === undefined) return <Loading lines={2} />;
  if ("problem" in read) return <Failed text={read.problem} />;
  return (
    <div className="dash-text prose">
      <Prose nodes={read.nodes} />
    </div>
  );
}
