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

// A sheet hangs to the left of its button, unless something else lies there, the pane next door or the page's edge, and
// the other side is free. What is below the window is in nobody's way.
function isCovered(sheet, far) {
  const box = sheet.getBoundingClientRect();
  const [x, y] = [far ? box.right - 8 : box.left + 8, box.top + 8];
  if (x < 0 || x >= root.clientWidth) return true;
  return y < window.innerHeight && !sheet.contains(document.elementFromPoint(x, y));
}

function hang(menu) {
  const sheet = menu.querySelector(".sheet");
  menu.classList.remove("flipped");
  if (!sheet || menu.classList.contains("from-start") || !isCovered(sheet, false)) return;
  menu.classList.add("flipped");
  if (isCovered(sheet, true)) menu.classList.remove("flipped");
}

document.addEventListener(
  "toggle",
  (event) => event.target.matches("details.menu[open]") && hang(event.target),
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
