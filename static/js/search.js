// The one search box: htmx brings the options, this makes them a combobox (WAI-ARIA: list autocomplete).
const form = document.querySelector("[data-search]");

if (form) {
  const box = form.querySelector("[role='combobox']");
  const list = form.querySelector("[role='listbox']");
  let active = -1;

  const options = () => [...list.querySelectorAll("[role='option']")];

  const show = (open) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    if (!open) mark(-1);
  };

  const mark = (index) => {
    active = index;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = options()[index];
    if (option) {
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  };

  const step = (by) => {
    const count = options().length;
    if (!count) return;
    if (list.hidden) show(true);
    mark(active < 0 && by < 0 ? count - 1 : (active + by + count) % count);
  };

  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      options()[active].click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopImmediatePropagation();
      show(false);
    }
  });

  // An empty box asks nothing; what is still on its way for older letters is dropped by hx-sync.
  box.addEventListener("htmx:beforeRequest", (event) => {
    if (box.value.trim()) return;
    event.preventDefault();
    list.replaceChildren();
    show(false);
  });
  list.addEventListener("htmx:afterSwap", () => {
    options().forEach((option, at) => {
      option.id ||= `search-option-${at}`;
      option.tabIndex = -1;
    });
    active = -1;
    show(document.activeElement === box && list.childElementCount > 0);
  });
  box.addEventListener("focus", () => show(list.childElementCount > 0 && box.value.trim() !== ""));
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) show(false);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus in the box while clicking
  form.addEventListener("submit", (event) => {
    if (!box.value.trim()) event.preventDefault();
  });
}
