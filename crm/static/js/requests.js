// What every htmx request carries, and what the reader is told about it.
"use strict";

document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail.ctx.request;
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token) request.headers["X-CSRFToken"] = token;
  // Filters not in use stay out of the address.
  if (request.method === "GET" && request.body instanceof FormData) {
    for (const name of new Set(request.body.keys())) {
      const kept = request.body.getAll(name).filter((value) => value !== "");
      request.body.delete(name);
      kept.forEach((value) => request.body.append(name, value));
    }
  }
});

function say(text) {
  const status = document.getElementById("status");
  if (!status || !text) return;
  status.textContent = "";
  // A text that is put back unchanged would not be read out again.
  window.setTimeout(() => { status.textContent = text; }, 50);
}

document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target;
  const place = target?.isConnected ? target : document.getElementById(target?.id || "main") || document;
  say(place.querySelector("[data-announce]")?.textContent.trim());
});

// Without JavaScript a filter form leaves empty parameters in the address; with it they are left out.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "get" || form.hasAttribute("hx-get")) return;
  const empty = [...form.elements].filter((field) => field.name && field.value === "");
  empty.forEach((field) => { field.disabled = true; });
  window.setTimeout(() => empty.forEach((field) => { field.disabled = false; }), 0);
});

document.addEventListener("htmx:error", () => {
  const box = document.getElementById("flashes");
  const text = document.body.dataset.offline;
  if (!box || !text) return;
  const notice = document.createElement("div");
  notice.className = "notice notice-danger";
  notice.textContent = text;
  box.replaceChildren(notice);
});
