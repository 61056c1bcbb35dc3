// Shortcuts of every page. None of them fires while somebody types.
const FIELD = "input, textarea, select, [contenteditable='true'], .ts-control";
const PREFIX_LASTS = 1500;
let prefixAt = 0;

function isTyping(target) {
  return target instanceof Element && target.closest(FIELD) !== null && !target.matches("[type='checkbox'], [type='radio']");
}

function focusSearch() {
  const box = document.getElementById("search");
  box?.focus();
  box?.select();
  return Boolean(box);
}

function goTo(key) {
  const place = [...document.querySelectorAll("[data-key]")].find((link) => link.dataset.key === key);
  place?.click();
  return Boolean(place);
}

function takeNote() {
  const control = document.querySelector("[data-note]");
  press(control);
  if (control?.matches("input, textarea")) control.focus();
  return Boolean(control);
}

// What opens a box to write in opens it and never shuts it.
function press(control) {
  const field = control?.dataset.shortcutFocus;
  if (!field) {
    control?.click();
    return;
  }
  control.closest("details").open = true;
  document.getElementById(field)?.focus();
}

// A page's own keys: whatever says which one it answers to.
function pressOwn(key) {
  const control = document.querySelector(`[data-shortcut="${CSS.escape(key)}"]`);
  press(control);
  return Boolean(control);
}

// Through what was said, an entry at a time.
function read(step) {
  const all = [...document.querySelectorAll("[data-thread] [data-entry]")];
  const here = all.indexOf(document.activeElement?.closest("[data-entry]"));
  const from = here >= 0 ? here + step : step > 0 ? 0 : all.length - 1;
  const next = all[Math.min(Math.max(from, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

function items(list) {
  return [...list.querySelectorAll(".row-link, [data-item]")].filter((item) => item.offsetParent !== null);
}

function move(step) {
  const list = document.activeElement?.closest("[data-list]") || document.querySelector("[data-list]");
  if (!list) return false;
  const all = items(list);
  const here = all.indexOf(document.activeElement);
  const current = all.findIndex((item) => item.hasAttribute("aria-current"));
  const from = here >= 0 ? here : step > 0 && current < 0 ? -1 : current;
  const next = all[Math.min(Math.max(from + step, 0), all.length - 1)];
  next?.focus();
  return Boolean(next);
}

const PLAIN = {
  "/": focusSearch,
  "?": () => {
    document.getElementById("shortcuts")?.showModal();
    return true;
  },
  n: takeNote,
  g: () => {
    prefixAt = Date.now();
    return true;
  },
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  j: () => read(1),
  k: () => read(-1),
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && focusSearch()) {
    event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const arrow = event.key.startsWith("Arrow");
  if (arrow && !document.activeElement?.closest("[data-list]") && document.activeElement !== document.body) return;
  const afterG = Date.now() - prefixAt < PREFIX_LASTS;
  prefixAt = 0;
  const done = afterG ? goTo(event.key) : PLAIN[event.key] ? PLAIN[event.key]() : pressOwn(event.key);
  if (done) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.activeElement?.id === "search") document.activeElement.blur();
});
