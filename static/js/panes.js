// Two panes: what is chosen in the list opens beside it; on a phone it takes the list's place until "back".
function select(link) {
  const list = link.closest("[data-list]");
  list?.querySelectorAll("[aria-current]").forEach((item) => item.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const link = event.detail.elt.closest?.("[data-list] .row-link");
  if (link) select(link);
});

document.addEventListener("htmx:afterSwap", (event) => {
  const pane = event.detail.target.closest?.(".pane.detail");
  if (!pane || !event.detail.requestConfig?.elt?.closest?.("[data-list]")) return;
  const panes = pane.closest(".panes");
  panes.setAttribute("data-open", "");
  if (window.matchMedia("(max-width: 767.98px)").matches) {
    window.scrollTo(0, 0);
    pane.querySelector("h1, h2")?.setAttribute("tabindex", "-1");
    pane.querySelector("h1, h2")?.focus();
  } else {
    pane.scrollTop = 0;
  }
});

document.addEventListener("click", (event) => {
  const back = event.target.closest("[data-pane-back]");
  if (!back) return;
  const panes = back.closest(".panes");
  panes.removeAttribute("data-open");
  panes.querySelector("[data-list] [aria-current]")?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  document.querySelector(".panes[data-open] [data-pane-back]")?.click();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
