// The portfolio's charts. Numbers come as JSON in fen; nothing is computed here but the unit shown.
const BLUES = ["#91caff", "#69b1ff", "#4096ff", "#1677ff", "#0958d9", "#003eb3", "#002c8c"];
const AMBER = "#d4880f";
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const group = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 1 });

function frame() {
  const dim = style("--h-dim");
  const line = style("--h-line");
  return {
    animation: false,
    aria: { enabled: false },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12, color: dim },
    grid: { left: 56, right: 16, top: 30, bottom: 26 },
    legend: { top: 0, right: 12, itemWidth: 12, itemHeight: 8, textStyle: { color: dim, fontSize: 12 } },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: style("--h-panel"),
      borderColor: line, textStyle: { color: style("--h-text"), fontSize: 12 },
      valueFormatter: (value) => group(value) },
    xAxis: { type: "category", axisLine: { lineStyle: { color: line } }, axisTick: { show: false },
      axisLabel: { color: dim } },
    yAxis: { type: "value", splitLine: { lineStyle: { color: line } }, axisLabel: { color: dim, formatter: group },
      nameTextStyle: { color: dim, align: "right", padding: [0, 8, 0, 0] }, nameGap: 12 },
  };
}

function balance(box, told) {
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const option = frame();
  option.xAxis.data = told.days;
  option.xAxis.boundaryGap = false;
  option.yAxis.axisLabel.formatter = (value) => `${group(value)}`;
  option.series = told.buckets.map((bucket, i) => ({
    name: bucket.name, type: "line", stack: "balance", symbol: "none", lineStyle: { width: 0 },
    areaStyle: { opacity: 0.95 }, color: BLUES[i % BLUES.length], triggerLineEvent: true,
    data: bucket.fen.map((fen) => fen / 1e6),
  }));
  option.yAxis.name = told.unit.wan;
  chart.setOption(option);
  chart.on("click", (event) => {
    const bucket = told.buckets[event.seriesIndex];
    if (bucket?.url) location.assign(bucket.url);
  });
  return chart;
}

function flows(box, told) {
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const option = frame();
  option.xAxis.data = told.flows.days;
  option.yAxis.name = told.unit.loans;
  option.series = [
    { ...told.flows.entries, color: AMBER }, { ...told.flows.cures, color: "#389e0d" },
  ].map((one) => ({ name: one.name, type: "bar", barMaxWidth: 14, color: one.color, data: one.values }));
  chart.setOption(option);
  return chart;
}

const box = document.getElementById("balance");
if (box) {
  const answer = await fetch(box.dataset.source, { headers: { Accept: "application/json" } });
  if (answer.ok) {
    const told = await answer.json();
    const charts = [balance(box, told), flows(document.getElementById("flows"), told)];
    addEventListener("resize", () => charts.forEach((chart) => chart.resize()));
    document.documentElement.dataset.charts = "drawn";
  }
}
