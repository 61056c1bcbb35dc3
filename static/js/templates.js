// The editor of templates: values clicked in, lines numbered with their faults, a preview that follows typing.
const PAUSE = 500;
const form = document.querySelector("[data-editor]");
const frames = document.querySelector("[data-frames]");
let writingIn = document.querySelector("#id_source, #id_source_en");
let timer = 0;

document.addEventListener("focusin", (event) => {
  if (event.target.matches("#text textarea, #text input[type='text'], form.broad textarea")) writingIn = event.target;
});

document.addEventListener("click", (event) => {
  const put = event.target.closest("[data-put]");
  if (put) return insert(put.dataset.put);
  const line = event.target.closest("[data-go-line]");
  if (line) return go(line.dataset.goField, Number(line.dataset.goLine));
  const width = event.target.closest("[data-width]");
  if (width) resize(width);
});

function insert(text) {
  if (!writingIn) return;
  const { selectionStart, selectionEnd } = writingIn;
  writingIn.focus();
  writingIn.setRangeText(text, selectionStart, selectionEnd, "end");
  const unsaid = writingIn.value.indexOf("…", selectionStart);
  if (text.includes("…") && unsaid >= 0) writingIn.setSelectionRange(unsaid, unsaid + 1);
  writingIn.dispatchEvent(new Event("input", { bubbles: true }));
}

function go(name, number) {
  const field = document.getElementById(`id_${name}`);
  if (!field) return;
  const lines = field.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[number - 1] || "").length);
  if (field === coded) field.scrollTop = tops()[number - 1] - field.clientHeight / 3;
}

function resize(button) {
  frames.dataset.size = button.dataset.width;
  for (const other of document.querySelectorAll("[data-width]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
}

// The preview: the form is sent to a frame, and a new frame takes the old one's place when it has loaded, so that
// nothing flickers and the way back of the browser is not filled with previews.
let turn = 0;

function show(box) {
  turn += 1;
  const frame = document.createElement("iframe");
  frame.name = `preview-${turn}`;
  frame.title = box.dataset.title;
  frame.sandbox = "";
  frame.dataset.waiting = "";
  frame.addEventListener("load", () => settle(box, frame));
  box.append(frame);
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = box.dataset.frame;
  sent.target = frame.name;
  sent.hidden = true;
  for (const [name, value] of new FormData(form)) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    sent.append(field);
  }
  document.body.append(sent);
  sent.submit();
  sent.remove();
}

function settle(box, frame) {
  const all = [...box.querySelectorAll("iframe")];
  if (!all.includes(frame)) return;
  for (const earlier of all.slice(0, all.indexOf(frame))) earlier.remove();
  delete frame.dataset.waiting;
}

function look() {
  for (const box of document.querySelectorAll("[data-frame]")) show(box);
  window.htmx?.trigger(form, "look");
}

if (form) {
  const later = (event) => {
    if (!event.target.form || event.target.form !== form || event.target.id === "address") return;
    window.clearTimeout(timer);
    timer = window.setTimeout(look, PAUSE);
  };
  document.addEventListener("input", later);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "faults") mark();
  });
  window.setTimeout(look, 0);
}

// Numbers beside the lines; a line that is broken in two by the width keeps one number.
const coded = document.querySelector("[data-coded] textarea");
const gutter = document.createElement("div");
const ruler = document.createElement("div");

function tops() {
  const style = window.getComputedStyle(coded);
  // One by one: the shorthand is empty where figures are set in one width.
  for (const name of ["fontFamily", "fontSize", "fontWeight", "lineHeight", "letterSpacing", "tabSize"]) ruler.style[name] = style[name];
  ruler.style.width = `${coded.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)}px`;
  ruler.replaceChildren(
    ...coded.value.split("\n").map((line) => {
      const row = document.createElement("div");
      row.textContent = line || "\u200b";
      return row;
    }),
  );
  return [...ruler.children].map((row) => row.offsetTop);
}

function number() {
  const places = tops();
  const heights = [...ruler.children].map((row) => row.getBoundingClientRect().height);
  gutter.style.top = `${coded.offsetTop + 1}px`;
  gutter.style.height = `${coded.clientHeight}px`;
  gutter.replaceChildren(
    ...places.map((_top, at) => {
      const mark = document.createElement("span");
      mark.textContent = String(at + 1);
      mark.style.height = mark.style.lineHeight = `${heights[at]}px`;
      mark.style.lineHeight = window.getComputedStyle(coded).lineHeight;
      return mark;
    }),
  );
  mark();
  follow();
}

function mark() {
  if (!coded) return;
  for (const field of document.querySelectorAll("[data-marked]")) {
    field.removeAttribute("aria-invalid");
    delete field.dataset.marked;
  }
  for (const fault of document.querySelectorAll("[data-fault-field]:not([data-fault-field='source'])")) {
    const field = document.getElementById(`id_${fault.dataset.faultField}`) || document.getElementById(fault.dataset.faultField);
    if (!field || field.hasAttribute("aria-invalid")) continue;
    field.setAttribute("aria-invalid", "true");
    field.dataset.marked = "";
  }
  for (const row of gutter.children) row.classList.remove("is-faulty", "is-doubtful");
  for (const fault of document.querySelectorAll("[data-fault-field='source']")) {
    const row = gutter.children[Number(fault.dataset.faultLine) - 1];
    row?.classList.add(fault.classList.contains("soon") ? "is-doubtful" : "is-faulty");
  }
}

function follow() {
  gutter.scrollTop = coded.scrollTop;
}

if (coded) {
  gutter.className = "gutter";
  gutter.setAttribute("aria-hidden", "true");
  ruler.className = "ruler";
  ruler.setAttribute("aria-hidden", "true");
  coded.parentElement.append(gutter, ruler);
  coded.parentElement.style.position = "relative";
  coded.addEventListener("input", number);
  coded.addEventListener("scroll", follow);
  new ResizeObserver(number).observe(coded);
  number();
}
