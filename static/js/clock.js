// The hotel's local time in the top bar, kept going.
const ORDER = { zh: ["month", "月", "day", "日 ", "weekday", " ", "time"], en: ["weekday", " ", "day", " ", "month", " ", "time"] };

function text(zone, language) {
  const spoken = language.startsWith("zh") ? "zh" : "en";
  const form = new Intl.DateTimeFormat(spoken === "zh" ? "zh-CN" : "en-GB", {
    timeZone: zone, weekday: "short", day: "numeric", month: spoken === "zh" ? "numeric" : "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const parts = Object.fromEntries(form.formatToParts(new Date()).map((part) => [part.type, part.value]));
  parts.time = `${parts.hour}:${parts.minute}`;
  return ORDER[spoken].map((name) => parts[name] ?? name).join("");
}

const clocks = document.querySelectorAll("[data-clock]");

function tick() {
  for (const clock of clocks) clock.textContent = text(clock.dataset.zone, document.documentElement.lang);
}

if (clocks.length) {
  window.setInterval(tick, 20000);
  tick();
}
