// Writing to a guest: own words are for no template, a subject is for e-mail, a chosen template is shown as the guest
// will read it.
let isSent = false;

function choose(form) {
  const words = form.querySelector("[data-own-words]");
  const template = form.elements.template;
  if (!words || !template) return;
  words.hidden = template.value !== "";
  // What is hidden is not sent, and is there again when the template is taken back.
  words.querySelectorAll("input, textarea").forEach((field) => {
    field.disabled = words.hidden;
  });
  const subject = words.querySelector("[data-subject]");
  subject.hidden = form.elements.channel.value !== "email";
  if (subject.hidden) subject.querySelector("input").disabled = true;
  const written = form.querySelector("[data-written]");
  if (words.hidden) window.htmx.trigger(written, "chosen");
  else written.replaceChildren();
}

function prepare(scope) {
  scope.querySelectorAll("form:has([data-own-words])").forEach(choose);
  const button = isSent && scope.querySelector("[data-write]");
  if (!button) return;
  isSent = false;
  if (document.activeElement === document.body) button.focus();
}

document.addEventListener("change", (event) => {
  if (event.target.form?.querySelector("[data-own-words]") && event.target.matches("[name='template'], [name='channel']")) {
    choose(event.target.form);
  }
});
// The card with the button is drawn anew after a message was sent: the focus waits for the new one.
document.addEventListener("messages-changed", () => {
  isSent = true;
});
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt.parentElement || document));
prepare(document);
