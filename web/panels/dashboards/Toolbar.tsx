import { useRef } from "react";
import { RangeSelect } from "../../components/RangeSelect.tsx";
import { t } from "../../i18n/t.ts";
import { notify } from "../../session/session.ts";
import type { Dashboards } from "./use-dashboards.ts";

/** Largest file that is read, bytes (08 section 6). */
const mostBytes = 2_000_000;

/** Which dashboard, which range, and what can be done with it. */
export function Toolbar({
  dashboards,
  toMs,
  editing,
  onEdit,
  onAddPanel,
  onJson,
}: {
  dashboards: Dashboards;
  toMs: number;
  editing: boolean;
  onEdit: (editing: boolean) => void;
  onAddPanel: () => void;
  onJson: () => void;
}) {
  const { entries, uid, open, undo, redo } = dashboards;
  const title = dashboards.current.dashboard?.title ?? uid;
  return (
    <div className="bar dash-bar-top">
      <select
        className="field"
        aria-label={t("dashboards.which")}
        value={uid}
        onChange={(event) => open(event.target.value)}
      >
        {entries.map((entry) => (
          <option key={entry.uid} value={entry.uid}>
            {entry.title}
            {entry.changed ? ` (${t("dashboards.changed")})` : ""}
            {entry.origin === "own" ? ` (${t("dashboards.own")})` : ""}
            {entry.origin === "answer" ? ` (${t("dashboards.answer")})` : ""}
          </option>
        ))}
      </select>
      <RangeSelect toMs={toMs} />
      <span className="sp" />
      {editing || undo !== undefined ? (
        <>
          <button type="button" className="btn quiet" disabled={undo === undefined} onClick={undo}>
            {t("dashboards.undo")}
          </button>
          <button type="button" className="btn quiet" disabled={redo === undefined} onClick={redo}>
            {t("dashboards.redo")}
          </button>
        </>
      ) : null}
      {editing ? (
        <button type="button" className="btn" onClick={onAddPanel}>
          {t("dashboards.addPanel")}
        </button>
      ) : null}
      <button type="button" className={editing ? "btn pri" : "btn"} onClick={() => onEdit(!editing)}>
        {editing ? t("dashboards.done") : t("dashboards.edit")}
      </button>
      <FileMenu dashboards={dashboards} title={title} onJson={onJson} />
    </div>
  );
}

function FileMenu({
  dashboards,
  title,
  onJson,
}: {
  dashboards: Dashboards;
  title: string;
  onJson: () => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const { entries, uid, text, add, reset } = dashboards;
  const entry = entries.find((one) => one.uid === uid);
  const own = entry?.origin === "own";
  const close = (): void => document.getElementById("dash-menu")?.hidePopover();
  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    if (file.size > mostBytes) return notify(t("dashboards.tooLarge", { size: file.size }), "warn");
    const content = await file.text().catch(() => undefined);
    const problem = content === undefined ? t("dashboards.unreadable") : add(content);
    notify(
      problem ?? t("dashboards.imported", { title: file.name }),
      problem === undefined ? "info" : "warn",
    );
  };
  const items: readonly (readonly [label: string, run: () => void, disabled?: boolean])[] = [
    [t("dashboards.newOne"), () => add(newDashboard())],
    [t("dashboards.importFile"), () => input.current?.click()],
    [t("dashboards.exportFile"), () => download(`${uid.replace(/\W+$/, "")}.json`, text)],
    [t("dashboards.json"), onJson],
    [
      own ? t("dashboards.deleteOne") : t("dashboards.reset"),
      () => {
        reset();
        notify(own ? t("dashboards.deleted") : t("dashboards.wasReset"), "info");
      },
      entry?.origin === "provisioned" && !entry.changed,
    ],
  ];
  return (
    <>
      <button
        type="button"
        className="btn"
        popoverTarget="dash-menu"
        aria-label={`${t("dashboards.more")}: ${title}`}
      >
        {t("dashboards.more")}
      </button>
      <div id="dash-menu" popover="auto" className="menu dash-menu">
        {items.map(([label, run, disabled]) => (
          <button
            key={label}
            type="button"
            disabled={disabled === true}
            onClick={() => {
              close();
              run();
            }}
          >
            {label}
          </button>
        ))}
      </div>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        className="sr"
        tabIndex={-1}
        aria-label={t("dashboards.importFile")}
        onChange={(event) => {
          void read(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </>
  );
}

function newDashboard(): string {
  const title = t("dashboards.newTitle");
  return JSON.stringify({
    uid: "dashboard",
    title,
    tags: [],
    timezone: "utc",
    schemaVersion: 41,
    time: { from: "now-2h", to: "now" },
    templating: { list: [] },
    panels: [],
  });
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
