// Tickets: Enter saves a new one, Ctrl and Enter send what was written; neither while Chinese is being composed.
const COMPOSING = 229;

function isComposing(event) {
  return event.isComposing || event.keyCode === COMPOSING;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || isComposing(event) || !event.target.matches("textarea")) return;
  const form = event.target.form;
  const saves = event.target.matches("[data-enter-saves]") && !event.shiftKey;
  const sends = (event.ctrlKey || event.metaKey) && event.target.closest(".compose, dialog");
  if (!form || !(saves || sends)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-save], .btn-primary"));
});

// The box that was opened by hand takes the words at once.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.(".compose > details[open]") || !document.activeElement?.closest?.(".compose summary")) return;
  event.target.querySelector("textarea")?.focus();
}, true);
