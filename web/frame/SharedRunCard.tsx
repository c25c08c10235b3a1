import { formatTime } from "../components/format/format-time.ts";
import { Failed } from "../components/States.tsx";
import { t } from "../i18n/t.ts";
import { replayRun, startSameWorld } from "../session/open-run.ts";
import { isOwnAction } from "../session/own-action.ts";
import type { SharedCard } from "../session/store.ts";
import { actionText } from "../session/undo.ts";

/** What a link holds, before anything of it runs. */
export function SharedRunCard({ card }: { card: SharedCard }) {
  if ("problem" in card) {
    return (
      <main className="map" id="work">
        <Failed text={card.problem} />
        <a className="btn" href="#/map">
          {t("share.home")}
        </a>
      </main>
    );
  }
  const { run, title } = card;
  const own = run.actions.filter(isOwnAction);
  return (
    <main className="map" id="work">
      <h2>{t("share.cardTitle")}</h2>
      <p>{t("share.cardText", { title, count: own.length, time: formatTime(run.atMs) })}</p>
      <div className="acts" style={{ marginBlock: 16 }}>
        <button type="button" className="btn pri" onClick={() => void replayRun(run)}>
          {t("share.replay")}
        </button>
        <button type="button" className="btn" onClick={() => void startSameWorld(run)}>
          {t("share.same")}
        </button>
      </div>
      {own.length === 0 ? null : (
        <>
          <h3>{t("share.actions")}</h3>
          <table>
            <tbody>
              {own.slice(0, 200).map((action, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a log is drawn in its own order
                <tr key={index}>
                  <td className="mono">{formatTime(action.atMs)}</td>
                  <td className="mono">{actionText(action).slice(0, 200)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </main>
  );
}
