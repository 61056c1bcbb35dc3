// The dialog that notes a preference: whoever has a keyboard types at once; on a phone the suggestions stay in sight.
// A question to the guest takes the place of the suggestion that was tapped, and the focus with it.
document.addEventListener("htmx:afterSwap", () => {
  const question = document.querySelector("#observe[open] .agree h3");
  if (question) {
    question.focus();
    return;
  }
  const field = document.querySelector("#observe[open] #observe-text");
  if (field && window.matchMedia("(hover: hover)").matches) field.focus();
});
