import type { FenceAction } from "../../components/prose/Prose.tsx";
import { t } from "../../i18n/t.ts";
import { insertInto, openPanel } from "../../session/session.ts";

/** Blocks of the lesson can be put where they belong; there they wait, nothing runs by itself. */
export const fenceAction: FenceAction = (language, text) => {
  const [kind = "", mark] = language.split(/\s+/);
  if (mark === "trap" || mark === "empty") return undefined;
  if (kind === "promql") {
    return {
      label: t("shared.putInQuery"),
      run: () => {
        openPanel("query", "centre");
        insertInto("query", text);
      },
    };
  }
  if (kind === "logql") {
    return {
      label: t("logs.putInLogs"),
      run: () => {
        openPanel("logs", "centre");
        insertInto("logql", text);
      },
    };
  }
  if (kind === "sh") {
    return {
      label: t("shared.putInTerminal"),
      run: () => {
        openPanel("terminal", "side");
        insertInto("terminal", text);
      },
    };
  }
  if (kind === "yaml") {
    return {
      label: t("shared.putInRules"),
      run: () => {
        openPanel("alerts", "side");
        insertInto("alerts", text);
      },
    };
  }
  if (kind === "javascript") {
    return {
      label: t("code.put"),
      run: () => {
        openPanel("code", "centre");
        insertInto("code", text);
      },
    };
  }
  return undefined;
};
