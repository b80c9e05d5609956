// A button beside a text that one takes along: copies it, and says so.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      field.select();
      await navigator.clipboard.writeText(field.value);
      document.getElementById("status").textContent = button.dataset.copied;
      button.lastChild.textContent = button.dataset.copied;
    });
  }
});
