// The dialog that notes a preference: whoever has a keyboard types at once; on a phone the suggestions stay in sight.
document.addEventListener("htmx:afterSwap", () => {
  const field = document.querySelector("#observe[open] #observe-text");
  if (field && window.matchMedia("(hover: hover)").matches) field.focus();
});
