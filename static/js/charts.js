// Draws every <figure data-chart> from the JSON beside it, in the colours of the theme; the table has the same numbers.
const COLOURS = ["--pine", "--brass", "--blue", "--plum", "--amber", "--red"];
const drawn = new Map();

function token(name) {
  return window.getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// Long numbers side by side run together where the drawing is narrow: fewer of them then, and thousands shortened.
const compact = new Intl.NumberFormat(document.documentElement.lang || "en", { notation: "compact" });

function valueAxis(units, isLying, isSecond, isNarrow) {
  return {
    type: "value",
    name: units[0] || "",
    position: isLying ? (isSecond ? "top" : "bottom") : isSecond ? "right" : "left",
    nameLocation: isLying ? "middle" : "end",
    nameGap: isLying ? 24 : 15,
    nameTextStyle: { color: token("--muted") },
    ...(isLying && isNarrow ? { splitNumber: 3 } : {}),
    axisLabel: {
      color: token("--muted"),
      ...(isLying ? { hideOverlap: true } : {}),
      ...(isLying && isNarrow ? { formatter: (value) => compact.format(value) } : {}),
    },
    splitLine: { show: !isSecond, lineStyle: { color: token("--line") } },
  };
}

// In how many rows the legend sets its names: the drawing begins below the last.
const ROW = 24;
const SIGN = 30; // before a name
const BETWEEN = 10;
const pen = document.createElement("canvas").getContext("2d");

function legendRows(spec, width) {
  if (spec.series.length < 2) return 1;
  pen.font = `12px ${token("--face")}`;
  let [rows, used] = [1, 0];
  for (const series of spec.series) {
    const wide = SIGN + Math.ceil(pen.measureText(series.name).width);
    if (used && used + BETWEEN + wide > width - 2 * BETWEEN) [rows, used] = [rows + 1, 0];
    used += (used ? BETWEEN : 0) + wide;
  }
  return rows;
}

function option(spec, width) {
  const isNarrow = width < 480;
  const below = (legendRows(spec, width) - 1) * ROW;
  const right = spec.series.some((series) => series.right);
  const units = (isRight) => spec.series.filter((series) => series.right === isRight).map((series) => series.unit);
  const labels = {
    type: "category",
    data: spec.labels,
    inverse: spec.lying,
    // Names and a few periods are all shown; of many months some may be left out, the outer ones within the drawing.
    axisLabel: spec.lying || spec.labels.length <= 8
      ? { color: token("--muted"), interval: 0, hideOverlap: !spec.lying }
      : { color: token("--muted"), hideOverlap: true, alignMinLabel: "left", alignMaxLabel: "right" },
    axisLine: { lineStyle: { color: token("--edge") } },
    axisTick: { show: false },
  };
  const values = right
    ? [valueAxis(units(false), spec.lying, false, isNarrow), valueAxis(units(true), spec.lying, true, isNarrow)]
    : valueAxis(units(false), spec.lying, false, isNarrow);
  return {
    animation: false,
    textStyle: { fontFamily: token("--face"), color: token("--ink") },
    color: COLOURS.map(token),
    grid: spec.lying
      ? { left: 20, right: 44, top: 64 + below, bottom: 24, containLabel: true }
      : { left: 8, right: 8, top: 40 + below, bottom: 8, containLabel: true },
    legend: { show: spec.series.length > 1, top: 0, textStyle: { color: token("--ink") } },
    // The default tooltip writes style attributes, which the content security policy forbids.
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      axisPointer: { type: "line" },
      backgroundColor: token("--card"),
      borderColor: token("--line"),
      textStyle: { color: token("--ink") },
    },
    xAxis: spec.lying ? values : labels,
    yAxis: spec.lying ? labels : values,
    series: spec.series.map((series) => ({
      name: series.name,
      type: series.kind,
      data: series.values,
      stack: spec.stacked && series.kind === "bar" ? "all" : undefined,
      [spec.lying ? "xAxisIndex" : "yAxisIndex"]: right && series.right ? 1 : 0,
      barMaxWidth: 44,
      symbolSize: 7,
      lineStyle: { width: 2.5 },
      itemStyle: series.kind === "bar" && !spec.stacked ? { borderRadius: spec.lying ? [0, 4, 4, 0] : [4, 4, 0, 0] } : {},
    })),
  };
}

function draw(figure) {
  const canvas = figure.querySelector(".canvas");
  const spec = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const chart = drawn.get(canvas) || window.echarts.init(canvas, null, { renderer: "svg" });
  drawn.set(canvas, chart);
  chart.setOption(option(spec, canvas.clientWidth), true);
}

function refit(chart, canvas) {
  if (!canvas.offsetParent || chart.getWidth() === canvas.clientWidth) return;
  chart.resize();
  draw(canvas.closest("figure[data-chart]"));
}

function drawAll() {
  for (const [canvas, chart] of drawn) {
    if (canvas.isConnected) continue;
    chart.dispose();
    drawn.delete(canvas);
  }
  document.querySelectorAll("figure[data-chart]").forEach(draw);
}

new ResizeObserver(() => drawn.forEach(refit)).observe(document.body);
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
document.addEventListener("htmx:afterSettle", drawAll);
window.matchMedia("print").addEventListener("change", () => drawn.forEach((chart) => chart.resize()));
drawAll();
