// The field for codes: whatever is scanned next replaces what stands there, and after a redemption it is empty again.
const code = document.querySelector("[data-code]");

code?.form.addEventListener("submit", () => code.select());
document.addEventListener("voucher-redeemed", () => {
  if (!code) return;
  code.value = "";
  code.focus();
});
