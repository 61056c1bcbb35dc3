// The form of a campaign: steps and their variants are added, moved and taken away on the page, what is chosen is
// explained beside it, and the audience is counted. Without scripts it is a form with empty rows at its end.
const PAUSE = 300; // after the last change
const UNDO_FOR = 20_000;

const form = document.querySelector("[data-campaign-form]");
const words = form.dataset;
const steps = form.querySelector("[data-steps]");
const occasions = JSON.parse(document.getElementById("campaign-occasions").textContent);
const field = (name) => form.elements.namedItem(name);
const number = new Intl.NumberFormat(document.documentElement.lang);
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
const wordingsOf = (step) => [...step.querySelector("[data-wordings]").children].filter((row) => row.matches("[data-wording]"));
const stepRows = () => [...steps.children].filter((row) => row.matches("[data-step]"));

// Rows: Django's formsets know them by their numbers, which are written anew after every change.

const NUMBERED = ["name", "id", "for", "aria-describedby"];

function renumber(row, pattern, to) {
  const all = [row, ...row.querySelectorAll("[name], [id], [for], [aria-describedby]")];
  for (const element of all) {
    for (const attribute of NUMBERED) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace(pattern, to));
    }
  }
}

function set(name, value) {
  const input = field(name);
  if (input) input.value = value;
}

function settleWordings(step, at) {
  const rows = wordingsOf(step);
  const several = rows.length > 1;
  rows.forEach((row, n) => {
    renumber(row, /(-wordings-)(?:\d+|__prefix__)-/, `$1${n}-`);
    const typed = row.querySelector("[name$='-name']").value;
    row.querySelector("[data-letter]").textContent = typed || String.fromCharCode(65 + n);
  });
  step.classList.toggle("is-several", several);
  step.querySelector("[data-wordings]").classList.toggle("is-several", several);
  set(`steps-${at}-wordings-TOTAL_FORMS`, rows.length);
  if (!several) step.querySelector("[name$='-picks_winner_by']").value = "";
  rows.forEach(explainTemplate);
}

function settle() {
  const rows = stepRows();
  rows.forEach((row, at) => {
    renumber(row, /^((?:id_)?steps-)(?:\d+|__prefix__)-/, `$1${at}-`);
    row.querySelector("[data-number]").textContent = number.format(at + 1);
    set(`steps-${at}-ORDER`, at + 1);
    row.querySelector("[data-up]").disabled = at === 0;
    row.querySelector("[data-down]").disabled = at === rows.length - 1;
    row.querySelector("[data-remove-step]").hidden = rows.length === 1;
    settleWordings(row, at);
  });
  set("steps-TOTAL_FORMS", rows.length);
  form.dispatchEvent(new Event("input", { bubbles: true })); // there is something to save now
}

function fresh(name) {
  const row = form.querySelector(`template[data-new-${name}]`).content.firstElementChild.cloneNode(true);
  row.querySelectorAll("[data-needs-scripts]").forEach((part) => {
    part.hidden = false;
  });
  return row;
}

let forget = 0;
let bring = null;

function say(sentence, undo = null) {
  const box = form.querySelector("[data-said-box]");
  const button = box.querySelector("[data-undo]");
  box.hidden = false;
  box.querySelector("[data-said]").textContent = sentence;
  bring = undo;
  button.hidden = !undo;
  window.clearTimeout(forget);
  forget = window.setTimeout(() => {
    if (box.contains(document.activeElement)) return;
    box.hidden = true;
  }, UNDO_FOR);
}

function focusFirst(row) {
  row.querySelector("select, input:not([type='hidden'])").focus();
}

function addStep() {
  const row = fresh("step");
  const last = stepRows().at(-1);
  last.after(row);
  settle();
  choosable(row);
  focusFirst(row);
  say(fill(words.wordStepAdded, { n: number.format(stepRows().length) }));
}

function addWording(step) {
  const row = fresh("wording");
  wordingsOf(step).at(-1).after(row);
  settle();
  choosable(row);
  row.querySelector("[name$='-template']").focus();
  say(fill(words.wordVariantAdded, { n: row.querySelector("[data-letter]").textContent }));
}

// What is taken away can be brought back to where it was, with everything typed in it.
function take(row, rows, sentence) {
  const before = rows[rows.indexOf(row) + 1] || null;
  const home = row.parentElement;
  const after = rows[rows.indexOf(row) - 1] || null;
  row.remove();
  settle();
  say(sentence, () => {
    if (after?.isConnected) after.after(row);
    else if (before?.isConnected) before.before(row);
    else home.append(row);
    settle();
    say(words.wordBack);
    focusFirst(row);
  });
  form.querySelector("[data-undo]").focus();
}

function move(step, by) {
  const rows = stepRows();
  const to = rows.indexOf(step) + by;
  if (!rows[to]) return;
  if (by < 0) rows[to].before(step);
  else rows[to].after(step);
  settle();
  say(fill(words.wordStepMoved, { n: number.format(to + 1) }));
  const button = step.querySelector(by < 0 ? "[data-up]" : "[data-down]");
  (button.disabled ? step.querySelector(by < 0 ? "[data-down]" : "[data-up]") : button).focus();
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const step = button.closest("[data-step]");
  if ("addStep" in button.dataset) addStep();
  else if ("addWording" in button.dataset) addWording(step);
  else if ("up" in button.dataset) move(step, -1);
  else if ("down" in button.dataset) move(step, 1);
  else if ("removeStep" in button.dataset) take(step, stepRows(), words.wordStepRemoved);
  else if ("removeWording" in button.dataset) take(button.closest("[data-wording]"), wordingsOf(step), words.wordVariantRemoved);
  else if ("undo" in button.dataset) bring?.();
});

// Templates: those of the campaign's purpose, with the channels they have texts for.

function channelsOf(step) {
  return ["first", "second", "third"].map((name) => step.querySelector(`[name$='-${name}']`)).filter((select) => select.value);
}

function explainTemplate(row) {
  const select = row.querySelector("[name$='-template']");
  const option = select.selectedOptions[0];
  const facts = row.querySelector("[data-template-facts]");
  facts.hidden = !option?.value;
  if (facts.hidden) return;
  facts.querySelector("[data-texts]").textContent = fill(words.wordTexts, { texts: option.dataset.texts });
  facts.querySelector("[data-preview]").href = option.dataset.url;
  const written = option.dataset.channels.split(" ");
  const without = channelsOf(row.closest("[data-step]")).filter((channel) => !written.includes(channel.value));
  const names = [...new Set(without.map((channel) => channel.selectedOptions[0].textContent))].join(", ");
  const missing = facts.querySelector("[data-missing]");
  missing.hidden = !names;
  missing.lastElementChild.textContent = names ? fill(words.wordMissing, { channels: names }) : "";
}

// Options of another purpose are not offered; one that is chosen already stays, and the form says what is wrong.
function choosable(scope) {
  const purpose = field("purpose").value;
  scope.querySelectorAll("select[name$='-template'] option[data-purpose]").forEach((option) => {
    const fits = option.dataset.purpose === purpose;
    option.disabled = !fits && !option.selected;
    option.hidden = option.disabled;
    if (option.parentElement.matches("optgroup")) {
      option.parentElement.hidden = [...option.parentElement.children].every((one) => one.hidden);
    }
  });
}

// The occasion, its days, and how many are held out

function isAutomatic() {
  return field("occasion").value in occasions;
}

function explainOccasion() {
  const one = occasions[field("occasion").value];
  const explained = form.querySelector("[data-occasion-words]");
  form.classList.toggle("is-automatic", isAutomatic());
  explained.hidden = !one;
  explained.textContent = one ? one.explanation : "";
  const days = form.querySelector("[data-days]");
  days.hidden = !one || one.days === null;
  if (!days.hidden) {
    const label = days.querySelector("label");
    const [first] = label.childNodes;
    first.textContent = `${one.counted.charAt(0).toLocaleUpperCase()}${one.counted.slice(1)} `;
    field("days").placeholder = number.format(one.days);
  }
  explainHoldout();
}

let guests = null;

// As many as usual; of what guests need, nobody
function usuallyHeldOut() {
  if (field("purpose").value === "service") return 0;
  return isAutomatic() ? 10 : 5;
}

function explainHoldout() {
  const typed = field("holdout_percent").value.trim();
  const percent = typed === "" ? usuallyHeldOut() : Number(typed);
  field("holdout_percent").placeholder = number.format(usuallyHeldOut());
  const box = form.querySelector("[data-held]");
  if (!(percent >= 0 && percent <= 50)) box.textContent = "";
  else if (percent === 0) box.textContent = words.wordNobodyHeld;
  else if (guests) {
    const held = number.format(Math.round((guests * percent) / 100));
    box.textContent = fill(words.wordHeld, { guests: number.format(guests), held });
  } else box.textContent = fill(words.wordHeldPercent, { held: number.format(percent) });
}

// The audience without those who are left out, counted as it is chosen

let underway = new AbortController();
let timer = 0;

function rule() {
  const left = [...field("excluded").selectedOptions].map((option) => Number(option.value));
  const parts = [{ field: "segment", op: "in", value: [Number(field("segment").value)] }];
  if (left.length) parts.push({ field: "segment", op: "not_in", value: left });
  return JSON.stringify({ all: parts });
}

function show({ matches = "", none = "" }) {
  const box = form.querySelector("[data-matches]");
  box.innerHTML = matches; // our own template
  const hint = form.querySelector("[data-matches-none]");
  hint.textContent = none;
  hint.hidden = !none;
  form.querySelector("[data-matches-said]").textContent = box.querySelector("[data-said]")?.dataset.said || "";
}

function linkSegment() {
  const line = form.querySelector("[data-segment-link]");
  const { value } = field("segment");
  line.hidden = !value;
  line.firstElementChild.href = line.dataset.segmentLink.replace("/0/", `/${value}/`);
}

function ask(fields, signal) {
  const headers = { "X-CSRFToken": field("csrfmiddlewaretoken").value };
  return fetch(words.countUrl, { method: "POST", headers, body: new URLSearchParams(fields), signal });
}

async function count() {
  linkSegment();
  underway.abort();
  underway = new AbortController();
  const { signal } = underway;
  const box = form.querySelector("[data-matches]");
  if (!field("segment").value) {
    guests = null;
    show({ none: isAutomatic() ? words.wordEverybody : words.wordNobody });
    box.setAttribute("aria-busy", "false");
    return explainHoldout();
  }
  box.setAttribute("aria-busy", "true");
  try {
    const answer = await ask({ rule: rule() }, signal);
    const found = [200, 422].includes(answer.status) ? await answer.json() : { error: document.body.dataset.wordFailed };
    guests = answer.ok ? found.guests : null;
    show(answer.ok ? found : { none: found.error });
    if (answer.ok) {
      const more = await ask({ rule: rule(), parts: "on" }, signal); // slower: of how many, and whom nothing reaches
      if (more.ok) show(await more.json());
    }
  } catch (error) {
    if (error.name === "AbortError") return undefined;
    guests = null;
    show({ none: document.body.dataset.wordOffline });
  }
  box.setAttribute("aria-busy", "false");
  return explainHoldout();
}

form.addEventListener("change", (event) => {
  const { name } = event.target;
  if (!name) return;
  if (name === "purpose") {
    choosable(form);
    explainHoldout();
  }
  if (name === "occasion") explainOccasion();
  if (["segment", "excluded", "occasion"].includes(name)) {
    window.clearTimeout(timer);
    timer = window.setTimeout(count, PAUSE);
  }
  if (/-(template|first|second|third)$/.test(name)) wordingsOf(event.target.closest("[data-step]")).forEach(explainTemplate);
});
form.addEventListener("input", (event) => {
  if (event.target.name === "holdout_percent") explainHoldout();
  if (/-wordings-\d+-name$/.test(event.target.name || "")) {
    const row = event.target.closest("[data-wording]");
    const rows = wordingsOf(row.closest("[data-step]"));
    row.querySelector("[data-letter]").textContent = event.target.value || String.fromCharCode(65 + rows.indexOf(row));
  }
});
// What only a page without scripts needs was counted by the server too.
form.addEventListener("submit", () => {
  stepRows().forEach((row, at) => set(`steps-${at}-wordings-TOTAL_FORMS`, wordingsOf(row).length));
  set("steps-TOTAL_FORMS", stepRows().length);
});

form.querySelectorAll("[data-needs-scripts]").forEach((part) => {
  part.hidden = false;
});
stepRows().forEach((row, at) => {
  row.classList.toggle("is-several", wordingsOf(row).length > 1);
  row.querySelector("[data-wordings]").classList.toggle("is-several", wordingsOf(row).length > 1);
  row.querySelector("[data-up]").disabled = at === 0;
  row.querySelector("[data-down]").disabled = at === stepRows().length - 1;
  row.querySelector("[data-remove-step]").hidden = stepRows().length === 1;
  wordingsOf(row).forEach((one, n) => {
    one.querySelector("[data-letter]").textContent = one.querySelector("[name$='-name']").value || String.fromCharCode(65 + n);
    explainTemplate(one);
  });
});
choosable(form);
explainOccasion();
count();
