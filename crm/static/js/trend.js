// Draws the trend from its table: the table is the source, the picture only helps.
"use strict";

(() => {
  const decimal = (value) => `${value.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1 })} %`;

  const draw = (canvas) => {
    const rows = [...document.querySelectorAll(`#${canvas.dataset.trend} tbody tr`)];
    if (!rows.length || typeof Chart === "undefined") return;
    const goal = Number(canvas.dataset.goal);
    const bar = chartColour("bar"), soft = chartColour("soft"), bad = chartColour("bad"), muted = chartColour("muted");
    canvas.parentElement.hidden = false;
    const values = rows.map((row) => (row.dataset.all ? Number(row.dataset.all) : null));
    Chart.getChart(canvas)?.destroy();
    new Chart(canvas, {
      data: {
        labels: rows.map((row) => row.dataset.label),
        datasets: [
          { type: "line", label: canvas.dataset.goalLabel, data: rows.map(() => goal), borderColor: bad, borderDash: [5, 4], borderWidth: 1.5, pointRadius: 0, pointHitRadius: 0 },
          { type: "bar", label: "%", data: values, borderRadius: 3, backgroundColor: rows.map((row) => (row.dataset.provisional === "1" ? soft : bar)), borderColor: bar, borderWidth: rows.map((row) => (row.dataset.provisional === "1" ? 1 : 0)) },
        ],
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        plugins: {
          legend: { display: false },
          tooltip: { displayColors: false, filter: (item) => item.datasetIndex === 1, callbacks: { label: (item) => decimal(item.parsed.y) } },
        },
        scales: {
          x: { grid: { display: false }, ticks: { color: muted, maxRotation: 0, autoSkip: true, maxTicksLimit: 8 } },
          y: { beginAtZero: true, suggestedMax: goal * 1.1, grid: { color: "rgba(128,128,128,.2)" }, ticks: { color: muted, callback: (value) => `${value} %` } },
        },
      },
    });
  };

  const drawAll = () => document.querySelectorAll("canvas[data-trend]").forEach(draw);
  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:after:swap", drawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
})();
