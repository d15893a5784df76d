// What a model said against what happened. Numbers come as percentages; nothing is computed here.
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const box = document.getElementById("calibration");
if (box) {
  const answer = await fetch(box.dataset.source, { headers: { Accept: "application/json" } });
  const told = answer.ok ? await answer.json() : { points: [] };
  const most = Math.max(1, ...told.points.flat());
  const dim = style("--h-dim");
  const line = style("--h-line");
  const axis = (name) => ({ type: "value", name, min: 0, max: Math.ceil(most), nameTextStyle: { color: dim },
    axisLabel: { color: dim }, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } } });
  const chart = echarts.init(box, null, { renderer: "canvas" });
  chart.setOption({
    animation: false,
    grid: { left: 56, right: 72, top: 30, bottom: 26 },
    tooltip: { trigger: "item", renderMode: "richText", confine: true },
    xAxis: axis(told.said), yAxis: axis(told.happened),
    series: [
      { type: "line", name: told.even, symbol: "none", data: [[0, 0], [most, most]],
        lineStyle: { color: line, type: "dashed" } },
      { type: "line", name: told.happened, data: told.points, color: "#1677ff" },
    ],
  });
  addEventListener("resize", () => chart.resize());
}
