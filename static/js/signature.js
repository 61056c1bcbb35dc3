// A field to sign in with finger, pen or mouse. What is drawn is kept as the path of an SVG in whole numbers of its field.
const NEAR = 4; // closer points add length and no shape

for (const box of document.querySelectorAll("[data-signature]")) prepare(box);

function prepare(box) {
  const pad = box.querySelector("[data-pad]");
  const line = pad.querySelector("path");
  const kept = box.querySelector("input");
  const longest = Number(box.dataset.longest);
  let last = null;

  function show(path) {
    kept.value = path;
    line.setAttribute("d", path);
  }

  function point(event) {
    const field = pad.viewBox.baseVal;
    const place = pad.getBoundingClientRect();
    const x = ((event.clientX - place.left) / place.width) * field.width;
    const y = ((event.clientY - place.top) / place.height) * field.height;
    const within = (value, most) => Math.round(Math.min(Math.max(value, 0), most - 1));
    return { x: within(x, field.width), y: within(y, field.height) };
  }

  function add(letter, { x, y }) {
    const path = `${kept.value}${letter}${x} ${y}`;
    if (path.length > longest) return;
    last = { x, y };
    show(path);
  }

  function follow(event) {
    if (!last) return;
    for (const part of event.getCoalescedEvents?.() ?? [event]) {
      const here = point(part);
      if (Math.hypot(here.x - last.x, here.y - last.y) >= NEAR) add("L", here);
    }
  }

  pad.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    add("M", point(event));
  });
  pad.addEventListener("pointermove", follow);
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => (last = null));
  box.querySelector("[data-clear]").addEventListener("click", () => show(""));
  show(kept.value);
  box.hidden = false;
}
