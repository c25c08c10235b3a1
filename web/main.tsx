import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { startSession } from "./session/start-session.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/panes.css";
import "./styles/blocks.css";
import "./styles/motion.css";
import "./styles/frame.css";
import "./styles/beside.css";
import "./styles/sheets.css";

const host = document.getElementById("app");
if (host !== null) {
  createRoot(host).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  void startSession();
}
