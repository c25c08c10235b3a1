import type { ComponentType } from "react";

/** What every panel component is given. `active` is false while another tab covers it. */
export interface PanelProps {
  readonly active: boolean;
}

/**
 * One panel of the workbench. Tabs, the palette, the hotkeys and the help page all read this object,
 * so they cannot disagree. The view is a chunk of its own.
 */
export interface PanelDefinition<Id extends string = string> {
  readonly id: Id;
  /** Tab title, from `web/i18n/en`. */
  readonly title: string;
  /** One sentence for the palette and the help page. */
  readonly about: string;
  /** SVG path data in a 12 × 12 box, stroked 1.5 wide. */
  readonly icon: string;
  /** `left`: the lesson; `centre`: a tab of the middle; `side`: a tab of the second column; `bar`: the bottom. */
  readonly placement: "left" | "centre" | "side" | "bar";
  /** Second key after `g`. */
  readonly hotkey: string | undefined;
  readonly load: () => Promise<{ readonly default: ComponentType<PanelProps> }>;
  /** Why the panel can be empty and what to do then. */
  readonly empty: string;
}

/** Keeps the literal id, so ids become a type. */
export function definePanel<const Id extends string>(definition: PanelDefinition<Id>): PanelDefinition<Id> {
  return definition;
}
