import { t } from "../i18n/t.ts";
import { OfflineState } from "../offline/OfflineState.tsx";
import { panels } from "../panels/index.ts";
import type { PanelDefinition } from "../panels/panel.ts";
import { setState } from "../session/store.ts";
import { useSession } from "../session/use-session.ts";
import { Sheet } from "./Sheet.tsx";

/** Every key, from the same definitions that make them work. */
export function HelpSheet() {
  const definitions: readonly PanelDefinition[] = panels;
  const rows: readonly (readonly [keys: string, does: string])[] = [
    ["F1, Ctrl+K", t("frame.keyPalette")],
    ["?", t("frame.keyHelp")],
    ["F6", t("frame.keyRegion")],
    ["Space", t("frame.keyPlay")],
    [". ,", t("frame.keyScrape")],
    ["> <", t("frame.keySpeed")],
    ["[ ]", t("frame.keyShift")],
    ["z", t("frame.keyZoomOut")],
    ["n", t("frame.keyLive")],
    ["t", t("frame.keyTable")],
    ["Ctrl+Alt+Z", t("frame.keyUndo")],
    ["Shift+Enter", t("frame.keyRun")],
    ["Ctrl+Shift+Enter", t("frame.keyCheck")],
    ...definitions.flatMap(({ hotkey, title }): [string, string][] =>
      hotkey === undefined ? [] : [[`g ${hotkey}`, t("frame.keyPanel", { title })]],
    ),
  ];
  return (
    <Sheet label={t("frame.helpTitle")}>
      <p>{t("frame.helpKeysOff")}</p>
      <p className="acts">
        <button type="button" className="btn" onClick={() => setState({ sheet: "settings" })}>
          {t("frame.settings")}
        </button>
        <button type="button" className="btn" onClick={() => setState({ sheet: "notices" })}>
          {t("frame.noticesTitle")}
        </button>
      </p>
      <table>
        <tbody>
          {rows.map(([keys, does]) => (
            <tr key={keys}>
              <td>
                <kbd>{keys}</kbd>
              </td>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}

/** Switches that change how the page behaves. */
export function SettingsSheet() {
  const settings = useSession((state) => state.settings);
  const set = (change: Partial<typeof settings>): void => setState({ settings: { ...settings, ...change } });
  return (
    <Sheet label={t("frame.settings")}>
      <label>
        <input
          type="checkbox"
          checked={settings.editor === "full"}
          onChange={(event) => set({ editor: event.target.checked ? "full" : "plain" })}
        />
        {t("settings.fullEditor")}
      </label>
      <label>
        <input
          type="checkbox"
          checked={settings.singleKeys}
          onChange={(event) => set({ singleKeys: event.target.checked })}
        />
        {t("settings.singleKeys")}
      </label>
      <label>
        <input
          type="checkbox"
          checked={settings.prometheusKeys}
          onChange={(event) => set({ prometheusKeys: event.target.checked })}
        />
        {t("settings.prometheusKeys")}
      </label>
      <label>
        <input
          type="checkbox"
          checked={settings.moreContrast}
          onChange={(event) => set({ moreContrast: event.target.checked })}
        />
        {t("settings.moreContrast")}
      </label>
      <label>
        <input
          type="checkbox"
          checked={settings.lessMotion}
          onChange={(event) => set({ lessMotion: event.target.checked })}
        />
        {t("settings.lessMotion")}
      </label>
      <OfflineState />
    </Sheet>
  );
}

/** Everything that was said since the page was opened. */
export function NoticesSheet() {
  const notices = useSession((state) => state.notices);
  return (
    <Sheet label={t("frame.noticesTitle")}>
      {notices.length === 0 ? <p>{t("frame.noticesNone")}</p> : null}
      <ul>
        {notices.map((notice) => (
          <li key={notice.id}>{notice.text}</li>
        ))}
      </ul>
    </Sheet>
  );
}
