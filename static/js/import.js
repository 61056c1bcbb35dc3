// Dropping a file on the form of an import; without this script the plain input does the same.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  zone.querySelector("[data-drop-hint]")?.removeAttribute("hidden");
  const over = (event, isOver) => {
    event.preventDefault();
    zone.classList.toggle("is-over", isOver);
  };
  zone.addEventListener("dragover", (event) => over(event, true));
  zone.addEventListener("dragleave", (event) => over(event, false));
  zone.addEventListener("drop", (event) => {
    over(event, false);
    if (event.dataTransfer?.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

// A large file is minutes on its way: say so, and take no second click. Back in history, the form is as before.
for (const form of document.querySelectorAll("form[data-upload]")) {
  const work = form.querySelector("[data-upload-work]");
  const button = form.querySelector("button.btn-primary");
  const busy = (isBusy) => {
    work.hidden = !isBusy;
    button.disabled = isBusy;
  };
  // After the entries of the form were taken; forms.js gives buttons back after some seconds, which is too early here.
  form.addEventListener("submit", () => window.setTimeout(() => busy(true), 0));
  new MutationObserver(() => {
    if (!work.hidden && !button.disabled) button.disabled = true;
  }).observe(button, { attributes: true, attributeFilter: ["disabled"] });
  window.addEventListener("pageshow", () => busy(false));
}
