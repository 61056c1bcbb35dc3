// Notes after something was done. They leave by themselves; errors and notes under the pointer stay.
const region = document.getElementById("toasts");
const words = document.body.dataset;
const LASTS = 8000;
const ICONS = { error: "exclamation-octagon", warning: "exclamation-triangle" };

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${words.icons}#${name}`);
  svg.append(use);
  return svg;
}

function button(css, label) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = css;
  made.append(label);
  return made;
}

function undoButton(address, note) {
  const made = button("btn btn-quiet btn-sm", words.wordUndo);
  made.addEventListener("click", () => {
    note.remove();
    window.htmx.ajax("POST", address, { source: document.body, swap: "none" });
  });
  return made;
}

function leaveLater(note) {
  if (note.classList.contains("error")) return;
  let timer = window.setTimeout(() => note.remove(), LASTS);
  const stay = () => window.clearTimeout(timer);
  const go = () => {
    stay();
    timer = window.setTimeout(() => note.remove(), LASTS);
  };
  note.addEventListener("mouseenter", stay);
  note.addEventListener("focusin", stay);
  note.addEventListener("mouseleave", go);
  note.addEventListener("focusout", go);
}

function show({ text, level = "success", undo = "" }) {
  const note = document.createElement("div");
  note.className = `toast-note ${level}`;
  note.setAttribute("data-toast", "");
  const body = document.createElement("span");
  body.className = "text";
  body.textContent = text;
  note.append(icon(ICONS[level] || "check-circle"), body);
  if (undo) note.append(undoButton(undo, note));
  const close = button("close", icon("x-lg"));
  close.setAttribute("aria-label", words.wordClose);
  close.setAttribute("data-toast-close", "");
  note.append(close);
  region.append(note);
  leaveLater(note);
}

const FAILURES = { 403: words.wordRefused, 413: words.wordLarge };

function failure(status) {
  show({ level: "error", text: FAILURES[status] || words.wordFailed });
}

region?.querySelectorAll("[data-toast]").forEach(leaveLater);
document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
});
document.addEventListener("toasts", (event) => event.detail.notes.forEach(show));
document.addEventListener("htmx:responseError", (event) => failure(event.detail.xhr.status));
document.addEventListener("htmx:sendError", () => show({ level: "error", text: words.wordOffline }));
