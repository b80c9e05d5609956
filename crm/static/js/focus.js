// Puts the focus on purpose: on the summary of a refused form, or where a swapped part asks for it.
"use strict";

function focusIn(place) {
  const wanted = place.matches?.("[data-focus]") ? place : place.querySelector("[data-focus]");
  if (wanted) wanted.focus();
}

document.addEventListener("DOMContentLoaded", () => focusIn(document));
// A browser that jumps to the part an address names (#act) takes the focus away again while the page loads.
window.addEventListener("load", () => {
  if (document.activeElement === document.body) focusIn(document);
});
document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target;
  // A part that was replaced as a whole is found again by its id.
  focusIn(target?.isConnected ? target : document.getElementById(target?.id) || document);
});

// A menu that opens over the page closes when one clicks beside it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.who-menu[open], details.more[open], details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
