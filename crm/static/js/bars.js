// Draws bars from their table: the table is the source, the picture only helps.
// <canvas data-bars="id of the table" data-lying data-part-label="…" data-rest-label="…">; rows carry data-label,
// data-value and perhaps data-part, the part of the value that is drawn in the full colour.
"use strict";

(() => {
  const data = (rows, canvas, colours) => {
    const values = rows.map((row) => Number(row.dataset.value));
    const bars = { borderRadius: 3, maxBarThickness: 34 };
    if (!rows.some((row) => row.dataset.part)) return [{ ...bars, data: values, backgroundColor: colours.bar }];
    const parts = rows.map((row) => Number(row.dataset.part || 0));
    return [
      { ...bars, label: canvas.dataset.partLabel, data: parts, backgroundColor: colours.bar },
      { ...bars, label: canvas.dataset.restLabel, data: values.map((value, place) => value - parts[place]), backgroundColor: colours.soft },
    ];
  };

  const draw = (canvas) => {
    const rows = [...document.querySelectorAll(`#${canvas.dataset.bars} tbody tr[data-value]`)];
    if (!rows.length || typeof Chart === "undefined") return;
    const colours = { bar: chartColour("bar"), soft: chartColour("soft"), muted: chartColour("muted") };
    const lying = "lying" in canvas.dataset;
    const names = { stacked: true, grid: { display: false }, ticks: { color: colours.muted, autoSkip: !lying, maxRotation: 0 } };
    const counts = { stacked: true, beginAtZero: true, grid: { color: "rgba(128,128,128,.2)" }, ticks: { color: colours.muted, precision: 0 } };
    const datasets = data(rows, canvas, colours);
    canvas.parentElement.hidden = false;
    Chart.getChart(canvas)?.destroy();
    new Chart(canvas, {
      type: "bar",
      data: { labels: rows.map((row) => row.dataset.label), datasets },
      options: {
        animation: false,
        maintainAspectRatio: false,
        indexAxis: lying ? "y" : "x",
        interaction: { mode: "index", intersect: false, axis: lying ? "y" : "x" },
        plugins: {
          legend: { display: datasets.length > 1, position: "bottom", labels: { color: colours.muted, boxWidth: 14 } },
          tooltip: { displayColors: datasets.length > 1 },
        },
        scales: lying ? { x: counts, y: names } : { x: names, y: counts },
      },
    });
  };

  const drawAll = () => document.querySelectorAll("canvas[data-bars]").forEach(draw);
  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:after:swap", drawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
})();
