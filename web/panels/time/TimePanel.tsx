import { useEffect, useId, useState } from "react";
import { formatDate, formatTime, readTime } from "../../components/format/format-time.ts";
import { Icon } from "../../components/Icon.tsx";
import { t } from "../../i18n/t.ts";
import { isOwnAction } from "../../session/own-action.ts";
import type { Speed } from "../../session/protocol.ts";
import { pause, play, returnToLive, runTo, toggleClock } from "../../session/session.ts";
import { actionText, continueFrom, lastOwnAction, undoLast } from "../../session/undo.ts";
import { useClock, useSession } from "../../session/use-session.ts";
import "./time.css";
import { Track } from "./Track.tsx";

const speeds: readonly Speed[] = [1, 10, 60, 300, "max"];

/** The only place that moves simulated time. */
export default function TimePanel() {
  const clock = useClock();
  const ready = useSession((state) => state.world !== undefined);
  const { viewMs, nowMs, running, runToMs } = clock;
  return (
    <div className={viewMs === undefined ? "timebar" : "timebar looking-back"}>
      <button
        type="button"
        className="btn icon play"
        disabled={!ready}
        aria-keyshortcuts="Space"
        onClick={() => void toggleClock()}
      >
        <Icon name={running ? "pause" : "play"} />
        <span className="sr">{running ? t("time.pause") : t("time.play")}</span>
      </button>
      <div className="clock">
        <time>{ready ? formatTime(viewMs ?? nowMs) : "--:--:--"}</time>
        <small>
          {ready ? `${formatDate(viewMs ?? nowMs)} UTC` : ""}
          {viewMs === undefined && runToMs === undefined && ready ? ` · ${t("time.live")}` : ""}
          {runToMs === undefined ? "" : ` · ${t("time.runningTo", { time: formatTime(runToMs) })}`}
        </small>
      </div>
      <UndoButton />
      <Track />
      {viewMs === undefined ? <Speeds disabled={!ready} /> : <LookingBack viewMs={viewMs} nowMs={nowMs} />}
    </div>
  );
}

/** Takes back the last action; says which one that is before it is pressed. */
function UndoButton() {
  const last = useSession((state) => lastOwnAction(state.actions));
  const opening = useSession((state) => state.opening !== undefined);
  const label = last === undefined ? t("time.undoNone") : t("time.undo", { text: actionText(last) });
  return (
    <button
      type="button"
      className="btn quiet icon undo"
      disabled={last === undefined || opening}
      title={label}
      aria-keyshortcuts="Control+Alt+Z"
      onClick={() => void undoLast()}
    >
      <Icon name="undo" />
      <span className="sr">{label}</span>
    </button>
  );
}

function Speeds({ disabled }: { disabled: boolean }) {
  const clock = useClock();
  const { running, speed, achieved } = clock;
  const slow = running && (speed === "max" ? achieved > 0 : achieved < speed * 0.8 && achieved > 0);
  const label = (one: Speed): string => (one === "max" ? t("time.max") : `${one}x`);
  const choose = (one: Speed): void => void play(one);
  return (
    <div className="speed-box">
      <span className="t1 dim achieved" aria-hidden="true">
        {slow ? t("time.achieved", { rate: Math.round(achieved) }) : ""}
      </span>
      <fieldset className="speeds" aria-label={t("time.speed")}>
        {speeds.map((one) => (
          <button
            key={one}
            type="button"
            disabled={disabled}
            aria-pressed={speed === one && clock.runToMs === undefined}
            onClick={() => choose(one)}
          >
            {label(one)}
          </button>
        ))}
        <RunTo disabled={disabled} />
      </fieldset>
      <select
        className="field speed-select"
        aria-label={t("time.speed")}
        disabled={disabled}
        value={String(speed)}
        onChange={(event) => {
          const chosen = speeds.find((one) => String(one) === event.target.value);
          if (chosen !== undefined) choose(chosen);
        }}
      >
        {speeds.map((one) => (
          <option key={one} value={String(one)}>
            {label(one)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A small menu above the bar: to the next page, some minutes on, the end, or a time. */
function RunTo({ disabled }: { disabled: boolean }) {
  const nowMs = useSession((state) => state.clock.nowMs);
  const endMs = useSession((state) => state.world?.endMs ?? 0);
  const [text, setText] = useState("");
  const [bad, setBad] = useState(false);
  const id = useId();
  const close = (): void => document.getElementById(id)?.hidePopover();
  const go = (toMs: number, orPage = false): void => {
    close();
    void runTo(toMs, orPage);
  };
  const submit = (): void => {
    const at = readTime(text, nowMs);
    setBad(at === undefined || at <= nowMs);
    if (at !== undefined && at > nowMs) go(at);
  };
  return (
    <>
      <button type="button" disabled={disabled} popoverTarget={id} aria-haspopup="dialog">
        {t("time.runTo")}
      </button>
      <div id={id} popover="auto" className="run-to" role="dialog" aria-label={t("time.runToTitle")}>
        <button type="button" onClick={() => go(Math.max(endMs, nowMs + 3_600_000), true)}>
          {t("time.runToAlert")}
        </button>
        {[5, 30].map((minutes) => (
          <button key={minutes} type="button" onClick={() => go(nowMs + minutes * 60_000)}>
            {t("time.runToMinutes", { count: minutes })}
          </button>
        ))}
        {endMs > nowMs ? (
          <button type="button" onClick={() => go(endMs)}>
            {t("time.runToEnd")}
          </button>
        ) : null}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <input
            className="field"
            aria-label={t("time.runToTime")}
            aria-invalid={bad}
            placeholder="15:10"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <button type="submit">{t("time.runToGo")}</button>
        </form>
        {bad ? <p className="t1 crit">{t("query.badTime", { text })}</p> : null}
      </div>
    </>
  );
}

/** While looking back: where live is, the way there, and the way to go on from here instead. */
function LookingBack({ viewMs, nowMs }: { viewMs: number; nowMs: number }) {
  const later = useSession(
    (state) => state.actions.filter((action) => action.atMs > viewMs && isOwnAction(action)).length,
  );
  const [asking, setAsking] = useState(false);
  useEffect(() => setAsking(false), []);
  return (
    <div className="back-box">
      <span className="t1 dim">
        {asking
          ? t("time.continueAsk", { time: formatTime(viewMs), count: later })
          : t("time.viewing", { view: formatTime(viewMs), now: formatTime(nowMs) })}
      </span>
      <span className="acts">
        {asking ? (
          <button
            type="button"
            className="btn pri"
            onClick={() => {
              void pause();
              void continueFrom(viewMs);
            }}
          >
            {t("time.continueYes")}
          </button>
        ) : (
          <button type="button" className="btn quiet" onClick={() => setAsking(true)}>
            {t("time.continueHere")}
          </button>
        )}
        <button type="button" className="btn" aria-keyshortcuts="n" onClick={returnToLive}>
          {t("time.returnToLive")}
        </button>
      </span>
    </div>
  );
}
