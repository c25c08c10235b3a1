import { readFile } from "node:fs/promises";
import { expect, test } from "./test.ts";
import { choosePlainEditor, openPanel, openRoute } from "./workbench.ts";

const incident = "#/lab/incident-timeline";

test("the dashboards that come with the cluster show the incident, and their queries open", async ({
  page,
}) => {
  await openRoute(page, incident);
  const panel = await openPanel(page, "d", "dashboards");
  const box = (title: string) => panel.getByRole("region", { name: title, exact: true });
  await expect(box("Requests per second").locator(".dash-stat")).toHaveText(/^\d+(\.\d+)?\/s$/);
  await expect(box("Latency").getByRole("img").or(box("Latency").locator("canvas")).first()).toBeVisible();
  await panel.getByLabel("Dashboard", { exact: true }).selectOption({ label: "GPU infrastructure" });
  await expect(box("Fullest GPU").locator(".dash-stat")).toHaveText(/%$/);
  // One node instead of all: the other two leave the legend.
  await panel.getByRole("button", { name: "All" }).click();
  await panel.getByRole("checkbox", { name: "gpu-node-2" }).click();
  await page.keyboard.press("Escape");
  const temperature = box("Temperature");
  await temperature.scrollIntoViewIfNeeded();
  await expect(temperature).toContainText("gpu-node-2 gpu 0");
  await expect(temperature).not.toContainText("gpu-node-1");
  await panel.getByRole("button", { name: "Open the query of “Temperature”" }).click();
  const query = page.locator('[data-panel="query"]');
  await expect(query).toBeVisible();
  await expect(query).toContainText("gpu-node-2");
});

test("a panel is added, given a query, and taken back step by step", async ({ page }) => {
  await openRoute(page, incident);
  await choosePlainEditor(page);
  const panel = await openPanel(page, "d", "dashboards");
  await panel.getByRole("button", { name: "Edit", exact: true }).click();
  await panel.getByRole("button", { name: "Add a panel" }).click();
  await panel.getByLabel("Title").fill("Targets up");
  const query = panel.getByRole("region", { name: "Query A" }).locator("textarea");
  await query.fill("sum by (job) (up");
  const queries = panel.getByRole("group", { name: "Queries" });
  await expect(queries.getByRole("alert").filter({ hasText: "unclosed left parenthesis" })).toBeVisible();
  await query.fill("sum by (job) (up)");
  await panel.getByLabel("Type").selectOption("bargauge");
  await panel.getByLabel("Legend").fill("{{job}}");
  const drawn = panel.getByRole("region", { name: "Targets up", exact: true });
  await expect(drawn).toContainText("node-exporter");
  await panel.getByRole("button", { name: "Back to the dashboard" }).click();
  await expect(panel.getByRole("heading", { name: "Targets up" })).toHaveCount(1);
  await panel.getByRole("button", { name: "Remove “Targets up”" }).click();
  await expect(panel.getByRole("heading", { name: "Targets up" })).toHaveCount(0);
  await panel.getByRole("button", { name: "Undo" }).click();
  await expect(panel.getByRole("heading", { name: "Targets up" })).toHaveCount(1);
  for (let i = 0; i < 6; i++) {
    const undo = panel.getByRole("button", { name: "Undo" });
    if ((await undo.count()) > 0 && (await undo.isEnabled())) await undo.click();
  }
  await expect(panel.getByRole("heading", { name: "Targets up" })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Requests per second" })).toBeVisible();
});

test("a file from a real Grafana comes in, names what is not drawn, and goes out unchanged", async ({
  page,
}) => {
  const file = {
    uid: "theirs",
    title: "From elsewhere",
    schemaVersion: 39,
    links: [{ title: "Runbook", url: "https://example.org/runbook" }],
    templating: { list: [] },
    panels: [
      {
        id: 1,
        type: "geomap",
        title: "Map",
        gridPos: { x: 0, y: 0, w: 12, h: 6 },
        options: { view: { zoom: 4 } },
      },
      {
        id: 2,
        type: "stat",
        title: "Up",
        gridPos: { x: 12, y: 0, w: 12, h: 6 },
        targets: [{ refId: "A", expr: "sum(up)" }],
      },
    ],
  };
  await openRoute(page, incident);
  const panel = await openPanel(page, "d", "dashboards");
  const choose = panel.locator('input[type="file"]');
  await choose.setInputFiles({
    name: "a.json",
    mimeType: "application/json",
    buffer: Buffer.from("{ not json"),
  });
  await expect(page.getByText(/^Not JSON/)).toBeVisible();
  const buffer = Buffer.from(JSON.stringify(file));
  await choose.setInputFiles({ name: "b.json", mimeType: "application/json", buffer });
  await expect(
    panel.getByText("Panels of type “geomap” are not drawn here. Its JSON is kept."),
  ).toBeVisible();
  await expect(panel.getByRole("region", { name: "Up", exact: true }).locator(".dash-stat")).toHaveText(
    /^\d+$/,
  );
  await panel.getByRole("button", { name: /^More/ }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    panel.getByRole("button", { name: "Export as JSON" }).click(),
  ]);
  expect(JSON.parse(await readFile(await download.path(), "utf8"))).toEqual(file);
});
