// Runs before the first paint: the person's choice of light or dark and of density, else what the device prefers.
(function () {
  "use strict";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function kept(key) {
    try {
      return window.localStorage.getItem(key);
    } catch {
      return null; // storage may be switched off; the choice then lasts for this page
    }
  }

  function show(choice) {
    const theme = choice === "light" || choice === "dark" ? choice : dark.matches ? "dark" : "light";
    root.setAttribute("data-bs-theme", theme);
    root.setAttribute("data-theme", theme); // the name by which Django's admin knows it
  }

  root.classList.add("js");
  show(kept("theme"));
  if (kept("density") === "compact") root.setAttribute("data-density", "compact");
  dark.addEventListener("change", () => show(kept("theme")));
  window.addEventListener("theme:choose", (event) => show(event.detail));
})();
