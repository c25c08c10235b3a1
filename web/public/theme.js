// Sets theme, contrast and motion before the first paint, from what the page stores. A file of its own,
// since the page's policy allows no inline script.
try {
  const known = { theme: ["light", "dark"], contrast: ["more"], motion: ["less"] };
  for (const [name, values] of Object.entries(known)) {
    const value = localStorage.getItem(`nines-${name}`);
    if (values.includes(value)) document.documentElement.dataset[name] = value;
  }
} catch {
  // Storage may be blocked; the system's choices are used.
}
