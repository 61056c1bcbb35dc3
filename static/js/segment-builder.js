// <segment-builder>: the rule of a segment as rows and groups, over the JSON in its <textarea>. Without scripts the text
// stays as it is. It says `rule-changed` after every change; `segment-live.js` has the rule counted.

const ICONS = document.body.dataset.icons;
const PAIRS = new Set(["numbers", "amounts", "days_pair", "dates"]);
const MOST_OPTIONS = 80;
let serial = 0;

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${ICONS}#${name}`);
  svg.append(use);
  return svg;
}

// A box to type in with a list of what fits below it, by the keyboard as WAI-ARIA has it.
class Combo {
  constructor({ label, source, pick, shown = () => "", isPicked = () => false }) {
    Object.assign(this, { source, pick, shown, isPicked });
    this.id = `seg-list-${(serial += 1)}`;
    this.at = -1;
    this.input = make("input", {
      type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-label": label,
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.id, placeholder: label,
    });
    this.list = make("div", { role: "listbox", id: this.id, class: "seg-list", "aria-label": label, hidden: true });
    this.element = make("div", { class: "seg-combo" }, this.input, this.list);
    this.input.value = shown();
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("click", () => this.open(""));
    this.input.addEventListener("input", (event) => {
      event.stopPropagation();
      if (!event.isComposing) this.open(this.input.value);
    });
    this.input.addEventListener("compositionend", () => this.open(this.input.value));
    this.input.addEventListener("change", (event) => event.stopPropagation());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the cursor stays in the box
      const option = event.target.closest("[role=option]");
      if (option) this.take(option);
    });
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  async open(query) {
    const turn = (this.turn = (this.turn || 0) + 1);
    const found = await this.source(query.trim().toLowerCase());
    if (turn !== this.turn || document.activeElement !== this.input) return;
    this.draw(found.slice(0, MOST_OPTIONS));
  }

  draw(found) {
    const groups = new Map();
    for (const choice of found) {
      if (!groups.has(choice.group)) groups.set(choice.group, []);
      groups.get(choice.group).push(choice);
    }
    const parts = [...groups].map(([name, choices]) => {
      const options = choices.map((choice) => this.option(choice));
      if (!name) return make("div", { role: "presentation" }, ...options);
      const heading = make("div", { class: "seg-heading", role: "presentation" }, name);
      return make("div", { role: "group", "aria-label": name }, heading, ...options);
    });
    const none = make("div", { class: "seg-none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, document.body.dataset.wordNone);
    this.list.replaceChildren(...(parts.length ? parts : [none]));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    const chosen = this.options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    this.go(Math.max(chosen, 0));
  }

  option(choice) {
    const attributes = { role: "option", id: `seg-option-${(serial += 1)}`, class: "seg-option", "aria-selected": String(this.isPicked(choice)) };
    const element = make("div", attributes, choice.label);
    element.choice = choice;
    return element;
  }

  go(to) {
    const options = this.options;
    options[this.at]?.classList.remove("here");
    this.at = options.length ? (to + options.length) % options.length : -1;
    const here = options[this.at];
    if (!here) return;
    here.classList.add("here");
    this.input.setAttribute("aria-activedescendant", here.id);
    here.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.isComposing) return;
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (event.altKey && !isOpen) return;
      event.preventDefault();
      if (isOpen) this.go(this.at + (event.key === "ArrowDown" ? 1 : -1));
      else this.open("");
    } else if (event.key === "Enter") {
      event.preventDefault(); // never saves the form
      if (isOpen && this.options[this.at]) this.take(this.options[this.at]);
      else this.open("");
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && this.input.value === "") {
      this.back?.();
    }
  }

  take(option) {
    if (!option.choice) return;
    this.close();
    this.pick(option.choice);
  }

  close() {
    this.turn = (this.turn || 0) + 1;
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.input.value = this.shown();
  }
}

class SegmentBuilder extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    let rule;
    try {
      rule = JSON.parse(this.text.value);
    } catch {
      return; // what is no JSON is mended as text
    }
    const { groups, fields } = this.json("vocabulary");
    const names = new Map(groups.map((group) => [group.code, group.label]));
    this.fields = new Map(fields.map((field) => [field.code, field]));
    this.offered = fields.map((field) => ({ ...field, value: field.code, group: names.get(field.group) }));
    this.called = this.json("called");
    this.root = this.read(rule);
    if (this.root?.kind !== "group") return;
    this.note = make("p", { class: "seg-note", role: "status" });
    this.board = make("div", { class: "seg-board" });
    this.append(this.board, this.note);
    this.querySelector(".seg-text").hidden = true;
    this.classList.add("is-drawn");
    this.draw(this.root, null);
    this.board.replaceChildren(this.root.element);
    this.board.addEventListener("keydown", (event) => this.keys(event));
    if (this.dataset.fault) this.fault(this.nodeAt(this.dataset.faultPath), this.dataset.fault);
    window.addEventListener("beforeunload", (event) => {
      if (this.isDirty) event.preventDefault();
    });
    this.text.form.addEventListener("submit", () => {
      this.isDirty = false;
    });
    this.tell();
  }

  json(name) {
    return JSON.parse(document.getElementById(this.dataset[name]).textContent);
  }

  word(name) {
    return this.dataset[`word${name}`] || "";
  }

  // The rule as nodes and back

  read(raw) {
    if (raw === null || typeof raw !== "object") return null;
    if ("field" in raw) return { ...raw, kind: "condition", where: { ...raw.where } };
    const how = ["all", "any", "none"].find((one) => one in raw);
    if (!how || !Array.isArray(raw[how])) return null;
    return { kind: "group", how, parts: raw[how].map((part) => this.read(part)).filter(Boolean) };
  }

  write(node) {
    if (node.kind === "group") return { [node.how]: node.parts.map((part) => this.write(part)) };
    const raw = { field: node.field, op: node.op };
    if (this.isHappening(node)) {
      raw.times = node.times ?? 1;
      if (node.within_days !== null && node.within_days !== undefined) raw.within_days = node.within_days;
      if (Object.keys(node.where).length) raw.where = node.where;
    } else if (this.shape(node) !== "none") raw.value = node.value ?? null;
    return raw;
  }

  // What is complete, and which node stands at each path of it.
  asked() {
    const nodes = new Map();
    let waiting = 0;
    const write = (node, path) => {
      nodes.set(path, node);
      if (node.kind === "condition") return this.write(node);
      const parts = node.parts.filter((part) => part.kind === "group" || !this.isPending(part));
      waiting += node.parts.length - parts.length;
      return { [node.how]: parts.map((part, at) => write(part, path ? `${path}.${at}` : `${at}`)) };
    };
    return { rule: write(this.root, ""), nodes, waiting: () => waiting };
  }

  nodeAt(path) {
    const steps = path ? path.split(".") : [];
    return steps.reduce((node, step) => node?.parts?.[Number(step)] || node, this.root);
  }

  isHappening(node) {
    return this.fields.get(node.field)?.editor === "happening";
  }

  shape(node) {
    return this.fields.get(node.field)?.operators.find((one) => one.code === node.op)?.shape ?? "none";
  }

  isPending(node) {
    if (!this.fields.has(node.field)) return !node.field;
    const isEmpty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && (!value.length || value.some(isEmpty)));
    if (this.isHappening(node)) return Object.values(node.where).some(isEmpty);
    return this.shape(node) !== "none" && isEmpty(node.value);
  }

  tell() {
    this.text.value = JSON.stringify(this.write(this.root));
    this.dispatchEvent(new CustomEvent("rule-changed", { bubbles: true }));
  }

  changed(node) {
    this.isDirty = true;
    if (node) this.fault(node, "");
    this.tell();
  }

  // Drawing

  draw(node, parent) {
    node.parent = parent;
    if (node.kind === "group") this.drawGroup(node);
    else this.drawCondition(node);
    return node.element;
  }

  drawGroup(node) {
    const how = make("select", { class: "seg-how", "aria-label": this.word("How") });
    for (const [code, word] of [["all", "All"], ["any", "Any"], ["none", "None"]]) {
      how.append(make("option", { value: code, selected: node.how === code }, this.word(word)));
    }
    const means = make("span", { class: "seg-means" });
    const say = () => {
      node.element.dataset.how = node.how;
      means.textContent = this.word({ all: "MeansAll", any: "MeansAny", none: "MeansNone" }[node.how]);
      node.element.setAttribute("aria-label", how.selectedOptions[0].textContent);
    };
    how.addEventListener("change", () => {
      node.how = how.value;
      say();
      this.changed(node);
    });
    node.count = make("span", { class: "seg-count" });
    node.list = make("div", { class: "seg-parts" }, ...node.parts.map((part) => this.draw(part, node)));
    node.said = make("p", { class: "seg-fault", id: `seg-said-${(serial += 1)}`, role: "alert", hidden: true });
    node.adds = make("button", { type: "button", class: "seg-btn", onclick: () => this.add(node, { kind: "condition", field: "", op: "", value: null, where: {} }) }, icon("plus-lg"), this.word("Condition"));
    const nest = make("button", { type: "button", class: "seg-btn", onclick: () => this.add(node, { kind: "group", how: node.how === "any" ? "all" : "any", parts: [] }) }, icon("plus-square"), this.word("Group"));
    const remove = node.parent ? this.button("x-lg", this.word("RemoveGroup"), () => this.remove(node)) : null;
    const head = make("div", { class: "seg-group-head" }, how, means, node.count, remove);
    node.element = make("div", { class: "seg-group", role: "group" }, head, node.said, node.list, make("div", { class: "seg-adds" }, node.adds, nest));
    say();
  }

  button(name, label, act) {
    return make("button", { type: "button", class: "seg-icon", "aria-label": label, title: label, onclick: act }, icon(name));
  }

  drawCondition(node) {
    node.count = make("span", { class: "seg-count" });
    node.said = make("p", { class: "seg-fault", id: `seg-said-${(serial += 1)}`, role: "alert", hidden: true });
    node.asks = make("div", { class: "seg-asks" });
    node.picker = new Combo({
      label: this.word("Field"),
      source: (query) => this.search(query),
      shown: () => this.fields.get(node.field)?.label || node.field,
      isPicked: (field) => field.value === node.field,
      pick: (field) => this.choose(node, field.value),
    });
    const wrap = this.button("plus-square", this.word("Wrap"), () => this.wrap(node));
    const remove = this.button("x-lg", this.word("Remove"), () => this.remove(node));
    const verbs = make("div", { class: "seg-verbs" }, node.count, wrap, remove);
    node.element = make("div", { class: "seg-row", role: "group" }, node.picker.element, node.asks, verbs, node.said);
    node.element.node = node;
    this.drawAsks(node);
  }

  search(query) {
    const words = query.split(/\s+/).filter(Boolean);
    return this.offered.filter((field) => words.every((word) => field.search.includes(word) || field.label.toLowerCase().includes(word)));
  }

  choose(node, code) {
    if (code !== node.field) {
      const field = this.fields.get(code);
      Object.assign(node, { field: code, op: field.operators[0].code, value: null, times: 1, within_days: null, where: {} });
      this.drawAsks(node);
      this.changed(node);
    }
    node.picker.input.value = node.picker.shown();
    (node.asks.querySelector("select, input") || node.picker.input).focus();
  }

  drawAsks(node) {
    const field = this.fields.get(node.field);
    node.element.setAttribute("aria-label", field ? field.label : this.word("Condition"));
    node.asks.replaceChildren();
    if (!field) return;
    const op = make("select", { class: "seg-op", "aria-label": `${field.label}: ${this.word("Operator")}` });
    for (const one of field.operators) op.append(make("option", { value: one.code, selected: one.code === node.op }, one.label));
    node.asks.append(op);
    const values = make("div", { class: "seg-values" });
    node.asks.append(values);
    const fill = () => values.replaceChildren(...(field.editor === "happening" ? this.happening(node, field) : this.values(node, field)));
    op.addEventListener("change", () => {
      const before = this.shape(node);
      node.op = op.value;
      if (this.shape(node) !== before) {
        node.value = this.carry(node.value, before, this.shape(node));
        fill();
      }
      this.changed(node);
    });
    fill();
  }

  // What was typed goes along where it fits: "at least 2" becomes "between 2 and …".
  carry(value, before, after) {
    const kind = (shape) => ({ numbers: "number", amounts: "amount", days_pair: "days", dates: "date" })[shape] || shape;
    if (kind(before) !== kind(after)) return null;
    if (PAIRS.has(after)) return Array.isArray(value) ? value : [value, null];
    return Array.isArray(value) && PAIRS.has(before) ? value[0] : value;
  }

  values(node, field) {
    const shape = this.shape(node);
    const set = (value) => {
      node.value = value;
      this.changed(node);
    };
    if (shape === "none") return [];
    if (shape === "choices") return [this.several(field.label, field, "", node.value || [], set)];
    if (!PAIRS.has(shape)) return [this.box(shape, field.label, node.value, set), ...this.unit(shape)];
    const pair = Array.isArray(node.value) ? [...node.value] : [null, null];
    const part = (at, word) => this.box(shape, `${field.label}: ${word}`, pair[at], (value) => {
      pair[at] = value;
      set([...pair]);
    });
    return [part(0, this.word("From")), make("span", { class: "seg-unit" }, this.word("To")), part(1, this.word("To")), ...this.unit(shape)];
  }

  unit(shape) {
    if (shape === "days" || shape === "days_pair") return [make("span", { class: "seg-unit" }, this.word("Days"))];
    return shape === "amount" || shape === "amounts" ? [make("span", { class: "seg-unit" }, this.dataset.currency)] : [];
  }

  box(shape, label, value, set) {
    if (shape === "date" || shape === "dates") {
      const input = make("input", { type: "date", "aria-label": label, value: value || "" });
      input.addEventListener("input", () => set(input.value || null));
      return input;
    }
    if (shape === "amount" || shape === "amounts") {
      const input = make("input", { type: "text", inputmode: "decimal", class: "seg-amount", "aria-label": label, value: value ?? "" });
      input.addEventListener("input", () => set(input.value.replace(/[,\s，]/g, "") || null));
      return input;
    }
    const input = make("input", { type: "number", inputmode: "numeric", min: "0", step: "1", class: "seg-number", "aria-label": label, value: value ?? "" });
    input.addEventListener("input", () => set(input.value === "" ? null : Number(input.value)));
    return input;
  }

  // Chosen values as small buttons that take themselves away, and a box that finds more.
  several(label, of, facet, chosen, set) {
    const key = facet ? `${of.code}.${facet}` : of.code;
    const choices = facet ? of.facets.find((one) => one.code === facet).choices : of.choices;
    const names = (this.called[key] ||= {});
    for (const choice of choices || []) names[choice.value] = choice.label;
    let values = [...chosen];
    const chips = make("span", { class: "seg-chips" });
    const put = (next) => {
      values = next;
      set([...values]);
      show();
    };
    const drop = (value) => {
      put(values.filter((one) => one !== value));
      combo.input.focus();
    };
    const show = () => chips.replaceChildren(...values.map((value) => {
      const name = names[value] ?? String(value);
      return make("button", { type: "button", class: "seg-chip", "aria-label": `${this.word("Remove")}: ${name}`, onclick: () => drop(value) }, name, icon("x"));
    }));
    const combo = new Combo({
      label: this.word("Choose"),
      source: async (query) => choices ? choices.filter((one) => one.label.toLowerCase().includes(query)) : this.fetch(of.code, facet, query),
      isPicked: (choice) => values.includes(choice.value),
      pick: (choice) => {
        names[choice.value] = choice.label;
        put(values.includes(choice.value) ? values.filter((one) => one !== choice.value) : [...values, choice.value]);
        combo.input.value = "";
      },
    });
    combo.input.setAttribute("aria-label", `${label}: ${this.word("Choose")}`);
    combo.back = () => values.length && put(values.slice(0, -1));
    show();
    return make("div", { class: "seg-several" }, chips, combo.element);
  }

  async fetch(field, facet, query) {
    const answer = await fetch(`${this.dataset.choicesUrl}?${new URLSearchParams({ field, facet, q: query })}`).catch(() => null);
    return answer?.ok ? (await answer.json()).choices : [];
  }

  happening(node, field) {
    const set = (name) => (value) => {
      node[name] = value;
      this.changed(node);
    };
    const times = this.box("number", `${field.label}: ${this.word("Times")}`, node.times ?? 1, (value) => set("times")(value ?? 1));
    times.min = "1";
    const within = this.box("days", `${field.label}: ${this.word("Within")}`, node.within_days, set("within_days"));
    within.placeholder = "∞";
    within.min = "1";
    const unit = (word) => make("span", { class: "seg-unit" }, word);
    const lately = make("span", { class: "seg-lately" }, unit(this.word("Within")), within, unit(this.word("Days")));
    const facets = make("div", { class: "seg-facets" });
    const fill = (focus = "") => {
      const used = field.facets.filter((one) => one.code in node.where);
      facets.replaceChildren(...used.map((one) => this.facet(node, field, one, fill)));
      const more = field.facets.filter((one) => !(one.code in node.where));
      const adds = make("select", { class: "seg-narrow", "aria-label": this.word("Narrow") }, make("option", { value: "" }, `+ ${this.word("Narrow")}`));
      for (const one of more) adds.append(make("option", { value: one.code }, one.label));
      adds.addEventListener("change", () => {
        const one = field.facets.find((facet) => facet.code === adds.value);
        node.where[one.code] = { flag: true, choices: [] }[one.editor] ?? null;
        fill(one.code);
        this.changed(node);
      });
      if (more.length) facets.append(adds);
      const here = focus === "" ? null : facets.querySelector(`[data-facet="${focus}"] input`) || facets.querySelector("select") || within;
      here?.focus();
    };
    fill();
    return [times, unit(this.word("Times")), lately, facets];
  }

  facet(node, field, facet, fill) {
    const label = `${field.label}: ${facet.label}`;
    const set = (value) => {
      node.where[facet.code] = value;
      this.changed(node);
    };
    const value = node.where[facet.code];
    const editor = { choices: () => this.several(label, field, facet.code, value || [], set), flag: () => null }[facet.editor] || (() => this.box(facet.editor, label, value, set));
    const remove = this.button("x", `${this.word("Remove")}: ${facet.label}`, () => {
      delete node.where[facet.code];
      fill(null);
      this.changed(node);
    });
    const unit = facet.editor === "amount" ? this.unit("amount") : [];
    return make("div", { class: "seg-facet", "data-facet": facet.code }, make("span", { class: "seg-unit" }, facet.label), editor(), ...unit, remove);
  }

  // Verbs

  add(group, node) {
    group.parts.push(node);
    group.list.append(this.draw(node, group));
    this.changed(group);
    const focus = node.kind === "group" ? node.element.querySelector("select") : node.picker.input;
    focus.focus();
  }

  wrap(node) {
    const { parent } = node;
    const group = { kind: "group", how: parent.how === "any" ? "all" : "any", parts: [node] };
    const before = node.element;
    const at = parent.parts.indexOf(node);
    const mark = make("div");
    before.replaceWith(mark);
    parent.parts[at] = group;
    mark.replaceWith(this.draw(group, parent));
    this.changed(group);
    group.element.querySelector("select").focus();
  }

  remove(node) {
    const { parent } = node;
    const at = parent.parts.indexOf(node);
    parent.parts.splice(at, 1);
    node.element.remove();
    this.changed(parent);
    const undo = make("button", { type: "button", class: "seg-btn", onclick: () => {
      parent.parts.splice(at, 0, node);
      parent.list.insertBefore(node.element, parent.list.children[at] || null);
      this.note.replaceChildren();
      this.changed(parent);
      node.element.querySelector("input, select").focus();
    } }, icon("arrow-counterclockwise"), this.word("Undo"));
    this.note.replaceChildren(this.word("Removed"), " ", undo);
    const next = parent.parts[at] || parent.parts[at - 1];
    (next ? next.element.querySelector("input, select") : parent.adds).focus();
  }

  // Alt with an arrow moves the row that has the focus.
  keys(event) {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const { node } = event.target.closest(".seg-row") || {};
    if (!node) return;
    const { parts, list } = node.parent;
    const from = parts.indexOf(node);
    const to = from + (event.key === "ArrowUp" ? -1 : 1);
    if (to < 0 || to >= parts.length) return;
    event.preventDefault();
    parts.splice(to, 0, ...parts.splice(from, 1));
    const other = list.children[to];
    if (to < from) other.before(node.element);
    else other.after(node.element);
    event.target.focus();
    this.changed(node);
  }

  // What the server says

  fault(node, sentence) {
    node.said.textContent = sentence;
    node.said.hidden = !sentence;
    node.element.classList.toggle("is-faulty", Boolean(sentence));
    for (const control of node.kind === "condition" ? node.element.querySelectorAll("input, select") : []) {
      if (sentence) control.setAttribute("aria-describedby", node.said.id);
      else control.removeAttribute("aria-describedby");
      control.toggleAttribute("aria-invalid", Boolean(sentence));
      if (sentence) control.setAttribute("aria-invalid", "true");
    }
  }

  // By path of the rule as it was asked for: how many guests each node has by itself.
  counts(nodes, parts) {
    for (const [path, node] of nodes) node.count.textContent = parts[path] ?? "";
  }
}

customElements.define("segment-builder", SegmentBuilder);
