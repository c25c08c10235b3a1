/** A series' name by its legend format: `{{label}}` is the label's value, and nothing where it has none. */
export function legendText(format: string, labels: Readonly<Record<string, string>>): string | undefined {
  if (format === "" || format === "__auto") return undefined;
  return format.replace(/\{\{\s*(.+?)\s*\}\}/g, (_whole, name: string) => labels[name] ?? "");
}
