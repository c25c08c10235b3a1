import { type ReactNode, useEffect, useRef } from "react";
import { t } from "../i18n/t.ts";
import { setState } from "../session/store.ts";

/** A dialog over the page: what is behind is inert, Escape closes, the focus goes back. */
export function Sheet({
  label,
  children,
  bare = false,
}: {
  label: string;
  children: ReactNode;
  bare?: boolean;
}) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    const opener = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  const close = (): void => setState({ sheet: undefined });
  return (
    <dialog
      ref={box}
      aria-label={label}
      onCancel={close}
      onClose={close}
      onMouseDown={(event) => {
        if (event.target === box.current) close();
      }}
    >
      {bare ? (
        children
      ) : (
        <div className="sheet">
          <header>
            <h2>{label}</h2>
            <button type="button" className="btn quiet" onClick={close}>
              {t("frame.close")}
            </button>
          </header>
          {children}
        </div>
      )}
    </dialog>
  );
}
