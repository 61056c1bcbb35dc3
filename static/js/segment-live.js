// Beside a <segment-builder>: the rule in words, how many guests it has, ten of them, and whether one guest is in.
const PAUSE = 300; // after the last key

const builder = document.querySelector("segment-builder");
const live = document.querySelector("[data-segment-live]");
const part = (name) => document.querySelector(`[data-live="${name}"]`);
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

async function post(url, fields, signal) {
  try {
    return await fetch(url, { method: "POST", headers: { "X-CSRFToken": token() }, body: new URLSearchParams(fields), signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return null;
  }
}

function trouble(answer) {
  if (answer === null) return document.body.dataset.wordOffline;
  return answer.status === 403 ? document.body.dataset.wordRefused : document.body.dataset.wordFailed;
}

// The number itself stands above in large: there the sentence is for those who listen.
function say(sentence, isFault = false, isHeard = false) {
  part("status").textContent = sentence;
  part("status").classList.toggle("is-fault", isFault);
  part("status").classList.toggle("is-heard", isHeard);
}

function show(found) {
  part("sentence").textContent = found.sentence;
  part("matches").innerHTML = found.matches; // our own template
}

let underway = new AbortController();
let timer = 0;

async function count() {
  underway.abort();
  underway = new AbortController();
  const { signal } = underway;
  const { rule, nodes, waiting } = builder.asked();
  const fields = { rule: JSON.stringify(rule) };
  part("matches").setAttribute("aria-busy", "true");
  try {
    // The whole first, which indexes answer at once; then each condition by itself.
    for (const parts of ["", "on"]) {
      const answer = await post(live.dataset.countUrl, { ...fields, ...(parts ? { parts } : {}) }, signal);
      if (!answer || ![200, 422].includes(answer.status)) return say(trouble(answer), true);
      const found = await answer.json();
      if (answer.status === 422) return refuse(found, nodes);
      show(found);
      if (parts) builder.counts(nodes, found.parts);
    }
    const left = waiting();
    const total = part("matches").querySelector("[data-said]").dataset.said;
    if (left) say(`${total} ${left === 1 ? live.dataset.wordWaitingOne : live.dataset.wordWaiting.replace("9", left)}`);
    else say(total, false, true);
    if (tried) await explain();
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  } finally {
    if (!signal.aborted) part("matches").removeAttribute("aria-busy");
  }
  return undefined;
}

function refuse(found, nodes) {
  if (found.sentence) part("sentence").textContent = found.sentence;
  const node = found.slow ? null : nodes.get(found.path);
  if (node) builder.fault(node, found.error);
  part("matches").replaceChildren();
  say(found.error, true);
}

function later() {
  window.clearTimeout(timer);
  timer = window.setTimeout(count, PAUSE);
}

async function put(name, url, fields) {
  const answer = await post(url, fields);
  if (!answer || ![200, 422].includes(answer.status)) return say(trouble(answer), true);
  part(name).innerHTML = await answer.text(); // our own template
  return undefined;
}

const rule = () => JSON.stringify(builder.asked().rule);

function sample() {
  return put("sample", live.dataset.sampleUrl, { rule: rule() });
}

// One guest

let tried = "";
let turn = 0;

function explain() {
  return put("verdict", live.dataset.tryUrl, { rule: rule(), guest: tried });
}

function people(box, list) {
  let at = -1;
  const options = () => [...list.querySelectorAll("[role=option]")];
  const close = () => {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const go = (to) => {
    options()[at]?.classList.remove("here");
    at = options().length ? (to + options().length) % options().length : -1;
    if (at < 0) return;
    options()[at].classList.add("here");
    box.setAttribute("aria-activedescendant", options()[at].id);
  };
  const take = (option) => {
    tried = option.dataset.guest;
    box.value = option.dataset.name;
    close();
    explain();
  };
  const find = async () => {
    const mine = (turn += 1);
    const typed = box.value.trim();
    if (!typed) return close();
    const answer = await post(live.dataset.peopleUrl, { q: typed });
    if (mine !== turn) return undefined;
    if (!answer?.ok) return say(trouble(answer), true);
    list.innerHTML = await answer.text(); // our own template
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    at = -1;
    go(0);
    return undefined;
  };
  let waits = 0;
  box.addEventListener("input", (event) => {
    event.stopPropagation();
    window.clearTimeout(waits);
    if (!event.isComposing) waits = window.setTimeout(find, PAUSE);
  });
  box.addEventListener("compositionend", find);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (!list.hidden && options()[at]) take(options()[at]);
      else find();
    } else if (event.key === "Escape") close();
    else if (["ArrowDown", "ArrowUp"].includes(event.key) && !list.hidden) {
      event.preventDefault();
      go(at + (event.key === "ArrowDown" ? 1 : -1));
    }
  });
  box.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
}

if (builder?.classList.contains("is-drawn")) {
  document.querySelectorAll("[data-needs-scripts]").forEach((element) => {
    element.hidden = false;
  });
  builder.addEventListener("rule-changed", later);
  part("sample-button")?.addEventListener("click", sample);
  if (part("box")) people(part("box"), part("people"));
  count();
}
