// Charts of the forecast: fans of intervals, vintage curves, the recovery curve. Numbers come as JSON; nothing is computed here but the unit shown.
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const group = (value) => (typeof value === "number" ? value.toLocaleString("en-US", { maximumFractionDigits: 1 }) : "—");
const percent = (value) => (typeof value === "number" ? `${(value * 100).toFixed(1)} %` : "—");
const wan = (values) => values.map((fen) => (fen === null ? null : fen / 1e6));
const BLUE = "#1677ff";
const AMBER = "#d4880f";
const charts = [];

function frame(written) {
  const dim = style("--h-dim");
  const line = style("--h-line");
  return {
    animation: false, aria: { enabled: false },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12, color: dim },
    grid: { left: 60, right: 16, top: 30, bottom: 26 },
    legend: { top: 0, right: 12, itemWidth: 12, itemHeight: 8, textStyle: { color: dim, fontSize: 12 } },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: style("--h-panel"),
      borderColor: line, textStyle: { color: style("--h-text"), fontSize: 12 }, valueFormatter: written },
    xAxis: { type: "category", boundaryGap: false, axisLine: { lineStyle: { color: line } }, axisTick: { show: false },
      axisLabel: { color: dim } },
    yAxis: { type: "value", scale: true, splitLine: { lineStyle: { color: line } },
      axisLabel: { color: dim, formatter: written }, nameTextStyle: { color: dim }, nameGap: 12 },
  };
}

// A band is two stacked lines: its lower edge, unseen, and what lies above it, filled.
function band(level, before, low, high, opacity) {
  const gap = Array(before).fill(null);
  const edge = { type: "line", stack: `band${level}`, symbol: "none", lineStyle: { width: 0 }, silent: true,
    stackStrategy: "all", tooltip: { show: false } };
  return [
    { ...edge, data: gap.concat(low) },
    { ...edge, name: `${level} %`, color: BLUE, areaStyle: { color: BLUE, opacity },
      data: gap.concat(high.map((top, i) => (top === null ? null : top - low[i]))) },
  ];
}

function fan(box, told, beside) {
  const one = told.charts.find((chart) => chart.measure === box.dataset.fan);
  if (!one) return;
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const option = frame(group);
  const before = one.past.length;
  const gap = Array(before).fill(null);
  const now = Object.fromEntries(Object.entries(one.told).map(([name, values]) => [name, wan(values)]));
  option.xAxis.data = told.months;
  option.yAxis.name = told.unit;
  option.series = [
    ...band(95, before, now.low95, now.high95, 0.12), ...band(80, before, now.low80, now.high80, 0.16),
    ...band(50, before, now.low50, now.high50, 0.22),
    { name: told.words.past, type: "line", symbol: "none", color: style("--h-text"), data: wan(one.past) },
    { name: told.words.mean, type: "line", symbol: "none", color: BLUE, data: gap.concat(now.mean) },
    { name: told.words.actual, type: "line", symbol: "circle", color: AMBER, data: gap.concat(now.actual) },
  ];
  const other = beside?.charts.find((chart) => chart.measure === box.dataset.fan);
  if (other) {
    option.series.push({ name: `${told.words.mean} 2`, type: "line", symbol: "none", color: "#cf1322",
      lineStyle: { type: "dashed" }, data: gap.concat(wan(other.told.mean)) });
  }
  chart.setOption(option);
  chart.on("click", () => location.assign(`${told.url}?measure=${box.dataset.fan}`));
  charts.push(chart);
}

function vintages(box, told) {
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const option = frame(percent);
  option.legend.type = "scroll";
  option.xAxis = { ...option.xAxis, type: "value", name: told.words.age, nameLocation: "middle", nameGap: 22 };
  option.grid.bottom = 40;
  option.series = told.vintages.map((one) => ({ name: one.name, type: "line", symbolSize: 4, data: one.points }));
  chart.setOption(option);
  chart.on("click", (event) => location.assign(told.vintages[event.seriesIndex].url));
  charts.push(chart);
}

function recovery(box, told) {
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const option = frame(percent);
  option.xAxis.data = told.recovery.map((_, i) => i);
  option.xAxis.name = told.words.since;
  option.xAxis.nameLocation = "middle";
  option.xAxis.nameGap = 22;
  option.grid.bottom = 40;
  option.series = [{ name: told.words.recovery, type: "line", symbolSize: 4, color: "#389e0d", data: told.recovery }];
  chart.setOption(option);
  chart.on("click", () => location.assign(told.recoveries));
  charts.push(chart);
}

async function ask(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : null;
}

const fans = [...document.querySelectorAll("[data-fan]")];
if (fans.length) {
  const told = await ask(fans[0].dataset.source);
  const beside = fans[0].dataset.beside ? await ask(fans[0].dataset.beside) : null;
  if (told) fans.forEach((box) => fan(box, told, beside));
  const box = document.getElementById("vintages");
  const past = await ask(box.dataset.source);
  if (past) {
    vintages(box, past);
    recovery(document.getElementById("recovery"), past);
  }
  addEventListener("resize", () => charts.forEach((chart) => chart.resize()));
  document.documentElement.dataset.charts = "drawn";
}
