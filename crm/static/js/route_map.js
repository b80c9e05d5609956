// Draws the routes from the lists beside the map: the lists are the source, the picture only helps. No tiles are
// fetched from anywhere.
"use strict";

(() => {
  const place = (element) => [Number(element.dataset.lat), Number(element.dataset.lon)];
  const size = 26, across = 4;
  const taken = new Map(); // places share their postcode's middle: the second marker stands beside the first

  const marker = (at, text, route, title) => {
    const before = taken.get(String(at)) ?? 0;
    taken.set(String(at), before + 1);
    const iconAnchor = [size / 2 - (before % across) * size, size / 2 - Math.floor(before / across) * size];
    const icon = L.divIcon({ className: `route-marker route-${route}`, html: text, iconSize: [size, size], iconAnchor });
    return L.marker(at, { icon, title, alt: title, interactive: false, keyboard: false }); // nothing happens on a press
  };

  const drawRoute = (map, section) => {
    const route = section.dataset.route;
    const { startLat, startLon } = section.dataset; // not everybody sets out from the same place
    const start = startLat ? [Number(startLat), Number(startLon)] : null;
    const stops = [...section.querySelectorAll("li[data-lat]")];
    const line = [start, ...stops.map(place), start].filter(Boolean);
    L.polyline(line, { className: `route-line route-line-${route}`, weight: 3, interactive: false }).addTo(map);
    for (const stop of stops) {
      marker(place(stop), stop.dataset.number, route, `${section.dataset.name}: ${stop.dataset.number}. ${stop.dataset.company}`).addTo(map);
    }
    return line;
  };

  const draw = (element) => {
    if (element.dataset.drawn || typeof L === "undefined") return;
    element.dataset.drawn = "1";
    taken.clear();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(element, {
      attributionControl: false, zoomControl: false, scrollWheelZoom: false,
      zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still,
    });
    L.control.zoom({ zoomInTitle: element.dataset.zoomIn, zoomOutTitle: element.dataset.zoomOut }).addTo(map);
    const start = element.dataset.lat ? place(element) : null;
    if (start) marker(start, "", "start", element.dataset.start).addTo(map);
    const lines = [...document.querySelectorAll("[data-route]")].map((section) => drawRoute(map, section));
    const all = lines.flat();
    if (all.length) map.fitBounds(L.latLngBounds(all).pad(0.12), { maxZoom: 13 });
  };

  const drawAll = () => document.querySelectorAll("[data-route-map]").forEach(draw);
  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:after:swap", drawAll);
})();
