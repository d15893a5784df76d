// The dashboard's chart of recoveries: bars by day, lines so far and of the target. Amounts come as JSON in fen.
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const group = (value) => (value ?? 0).toLocaleString("en-US", { maximumFractionDigits: 1 });
const wan = (fen) => (fen === null ? null : fen / 1e6);

function draw(box, told) {
  const dim = style("--h-dim");
  const line = style("--h-line");
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const axis = { type: "value", axisLabel: { color: dim, formatter: group }, splitLine: { lineStyle: { color: line } } };
  const lines = [[told.so_far, "#1677ff", "solid"], [told.target, "#d4880f", "dashed"]];
  chart.setOption({
    animation: false,
    aria: { enabled: false },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12, color: dim },
    grid: { left: 56, right: 56, top: 30, bottom: 26 },
    legend: { top: 0, right: 12, itemWidth: 12, itemHeight: 8, textStyle: { color: dim, fontSize: 12 } },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: style("--h-panel"),
      borderColor: line, textStyle: { color: style("--h-text"), fontSize: 12 }, valueFormatter: group },
    xAxis: { type: "category", data: told.days.map((day) => day.slice(5)), axisTick: { show: false },
      axisLine: { lineStyle: { color: line } }, axisLabel: { color: dim } },
    yAxis: [{ ...axis, name: told.unit.wan }, { ...axis, splitLine: { show: false } }],
    series: [
      { name: told.fen.name, type: "bar", barMaxWidth: 14, color: "#91caff", data: told.fen.values.map(wan) },
      ...lines.filter(([one]) => one.values.some((value) => value !== null)).map(([one, color, type]) => ({
        name: one.name, type: "line", yAxisIndex: 1, symbol: "none", color, lineStyle: { type }, data: one.values.map(wan),
      })),
    ],
  });
  chart.on("click", (event) => {
    const url = told.urls[event.dataIndex];
    if (url) location.assign(url);
  });
  addEventListener("resize", () => chart.resize());
}

const box = document.getElementById("cash");
if (box) {
  const answer = await fetch(box.dataset.source, { headers: { Accept: "application/json" } });
  if (answer.ok) {
    draw(box, await answer.json());
    document.documentElement.dataset.charts = "drawn";
  }
}
