// The guest page: Esc leaves a card's form, focus stays where the person was, what is missing opens its form.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open], details.menu[open]")) return;
  event.target.closest?.(".card-part")?.querySelector("[data-cancel]")?.click();
});

// A card that was drawn anew took the focus with it: give it back to its first control.
document.addEventListener("htmx:afterSettle", (event) => {
  const card = event.detail.elt.closest?.(".card-part");
  if (!card || document.activeElement !== document.body || document.querySelector("dialog[open]")) return;
  const form = card.querySelector("form.form");
  const first = form
    ? form.querySelector("[data-focus], input:not([type='hidden']), select, textarea")
    : card.querySelector(".card-head button");
  first?.focus({ preventScroll: Boolean(!form) });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-fill-card]");
  if (!link) return;
  document.getElementById(`card-${link.dataset.fillCard}`)?.querySelector(".card-head button")?.click();
});
