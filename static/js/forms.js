// Forms: Save appears when something changed, nothing typed is lost by leaving, a faulty form says so at once.
const words = document.body.dataset;
const before = new WeakMap();

function state(form) {
  return JSON.stringify(
    [...new FormData(form).entries()]
      .filter(([name]) => name !== "csrfmiddlewaretoken")
      .map(([name, value]) => [name, value instanceof File ? value.name : value]),
  );
}

function watch(form) {
  if (before.has(form)) return;
  before.set(form, "unsaved" in form.dataset || form.querySelector(".error-summary") ? "" : state(form));
  check(form);
}

function check(form) {
  form.classList.toggle("is-dirty", state(form) !== before.get(form));
}

function enhance(select) {
  if (select.tomselect || !window.TomSelect) return;
  new window.TomSelect(select, {
    create: "create" in select.dataset,
    plugins: select.multiple ? ["remove_button"] : [],
    maxOptions: 300,
    render: {
      no_results: () => line(words.wordNone, "no-results"),
      option_create: (data, escape) => line(`${words.wordAdd} ${escape(data.input)}`, "create"),
    },
  });
  select.setAttribute("aria-hidden", "true"); // the combobox in front of it has taken over its label
}

function line(html, css) {
  return `<div class="${css}">${html}</div>`;
}

function prepare(scope) {
  scope.querySelectorAll("form[data-dirty]").forEach(watch);
  scope.querySelectorAll("select[data-search-select]").forEach(enhance);
  scope.querySelector("[data-focus]")?.focus();
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-dirty]");
  if (form) check(form);
});
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-dirty]");
  if (form) check(form);
  const sender = event.target.closest?.("[data-submit-on-change]");
  if (sender) (sender.form || sender).requestSubmit();
});
document.addEventListener("submit", (event) => {
  event.target.classList.add("is-sent");
  // Two clicks are one wish: the second one within the same page does nothing.
  if (event.target.method === "post" && !event.target.matches("[hx-post], [data-search], [method='dialog']")) {
    const button = event.submitter;
    window.setTimeout(() => button?.setAttribute("disabled", ""), 0);
    window.setTimeout(() => button?.removeAttribute("disabled"), 4000);
  }
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty].is-dirty:not(.is-sent)")) event.preventDefault();
});
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt.parentElement || document));
document.addEventListener("click", (event) => {
  const fill = event.target.closest("[data-fill]");
  if (!fill) return;
  for (const [id, value] of Object.entries(JSON.parse(fill.dataset.fill))) {
    const field = document.getElementById(id);
    if (!field) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
prepare(document);
