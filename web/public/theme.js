// Sets the theme before the first paint, from the setting the page stores. A file of its own, since the
// page's policy allows no inline script.
try {
  const theme = localStorage.getItem("nines-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be blocked; the system's theme is used.
}
