// The boards: Enter on the open guest does what the pane's main button does, the box above the list sifts it.
const sifted = { text: "" };

function sift() {
  const box = document.getElementById("sift");
  if (!box) return;
  const words = sifted.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  document.querySelectorAll("#board [data-find]").forEach((row) => {
    const found = words.every((word) => row.dataset.find.includes(word));
    row.hidden = !found;
    left += found ? 1 : 0;
  });
  const nobody = document.querySelector("[data-sifted-out]");
  if (nobody) nobody.hidden = left > 0;
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-sift]")) return;
  sifted.text = event.target.value;
  sift();
});

// The list comes back whole when a stay moves: what was typed and where the focus was come back with it.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "board" && event.detail.elt?.id !== "board") return;
  const box = document.getElementById("sift");
  if (box && box.value !== sifted.text) box.value = sifted.text;
  sift();
});

// A button that was pressed goes with the part it stood in. The open guest's row takes the focus, so that Enter goes on.
// Not so when the page has only just opened: nobody pressed anything yet.
document.addEventListener("htmx:afterSettle", (event) => {
  if (!event.detail.target?.closest?.("#brief") || event.detail.requestConfig?.elt?.id === "brief-waiting") return;
  if (document.activeElement && document.activeElement !== document.body) return;
  document.querySelector("#board .row-link[aria-current]")?.focus();
});

// The menu would lie over the question or refusal that its button brought.
document.addEventListener("htmx:afterSettle", (event) => {
  const menu = event.detail.target?.id === "refusal" && document.querySelector("#brief .menu[open]");
  if (!menu) return;
  menu.querySelector("summary").focus();
  menu.open = false;
});

// A page that opens with a brief shows the row it belongs to.
document.querySelector("#board .row-link[aria-current]")?.scrollIntoView({ block: "nearest" });

// Enter opens a guest; once that guest's brief is open, Enter checks in or out. The button must be of this very stay.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.repeat) return;
  const row = document.activeElement?.closest?.("#board .row-link[aria-current]");
  const button = row && document.querySelector(`#brief [data-enter="${row.dataset.stay}"]`);
  if (!button || button.disabled) return;
  event.preventDefault();
  if (button.matches("input")) button.focus();
  else button.click();
});

// A stay that was checked in loses its button; the focus goes back to its row, so that the arrows go on from there.
document.addEventListener("stay-moved", () => {
  window.setTimeout(() => {
    if (document.activeElement && document.activeElement !== document.body) return;
    document.querySelector("#board .row-link[aria-current]")?.focus();
  }, 400);
});
