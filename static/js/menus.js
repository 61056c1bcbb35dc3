// Menus (<details class="menu">), native dialogs, and the person's choice of theme and density.
const root = document.documentElement;

function keep(key, value) {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // storage may be switched off; the choice then lasts for this page
  }
}

function kept(key) {
  try {
    return window.localStorage.getItem(key) || "";
  } catch {
    return "";
  }
}

function markChoices() {
  const theme = kept("theme") || "auto";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  }
  for (const button of document.querySelectorAll("[data-density-toggle]")) {
    button.setAttribute("aria-pressed", String(root.dataset.density === "compact"));
  }
}

function chooseTheme(choice) {
  keep("theme", choice);
  window.dispatchEvent(new CustomEvent("theme:choose", { detail: choice }));
  markChoices();
}

function toggleDensity() {
  const compact = root.dataset.density !== "compact";
  if (compact) root.dataset.density = "compact";
  else delete root.dataset.density;
  keep("density", compact ? "compact" : "roomy");
  markChoices();
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const target = event.target.closest("[data-theme-choice], [data-density-toggle], [data-open-dialog], [data-close-dialog]");
  if (!target) return;
  if (target.dataset.themeChoice) chooseTheme(target.dataset.themeChoice);
  else if ("densityToggle" in target.dataset) toggleDensity();
  else if (target.dataset.openDialog) document.getElementById(target.dataset.openDialog)?.showModal();
  else target.closest("dialog")?.close();
  if (!("densityToggle" in target.dataset)) target.closest("details.menu")?.removeAttribute("open");
});

// A sheet hangs to the left of its button, unless something else lies there: the pane next door, the page's edge.
function isCovered(sheet) {
  const box = sheet.getBoundingClientRect();
  return !sheet.contains(document.elementFromPoint(box.left + 8, box.top + 8));
}

document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches("details.menu[open]")) return;
    const sheet = event.target.querySelector(".sheet");
    event.target.classList.remove("flipped");
    if (sheet && isCovered(sheet)) event.target.classList.add("flipped");
  },
  true,
);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
  event.stopImmediatePropagation();
});

// A partial may bring a dialog that opens at once, and asks for one to be closed when its work is done.
document.addEventListener("htmx:afterSwap", () => document.querySelector("dialog[data-show]:not([open])")?.showModal());
document.addEventListener("close-dialog", () => document.querySelector("dialog[open]")?.close());

// A dialog that arrived by htmx was made for one use; "close" does not bubble.
document.addEventListener("close", (event) => event.target.matches("dialog[data-show]") && event.target.remove(), true);

markChoices();
