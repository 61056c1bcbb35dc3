// Django's tabular inlines name their columns but not their fields: screen readers need both.
function nameFields(row) {
  const heads = [...row.closest("table").querySelectorAll("thead th")];
  [...row.cells].forEach((cell, at) => {
    const word = heads[at]?.textContent.trim();
    if (!word) return;
    for (const field of cell.querySelectorAll("input:not([type='hidden']), select, textarea")) {
      if (!field.labels?.length) field.setAttribute("aria-label", word);
    }
  });
}

document.querySelectorAll(".tabular tbody tr").forEach(nameFields);
document.addEventListener("formset:added", (event) => {
  if (event.target.matches?.(".tabular tr")) nameFields(event.target);
});
