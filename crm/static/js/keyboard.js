// Keys: "/" search, "n" log contact, "g" and a letter for a page, "?" the list, Ctrl+Enter saves, Esc closes. Never while typing.
"use strict";

const GO_WITHIN_MS = 1500;
let goSince = 0;

function typing(element) {
  return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
}

function close(from) {
  const menu = document.querySelector("details.who-menu[open], details.more[open], details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    return;
  }
  if (typing(from)) from.blur();
  else document.querySelector("main [data-close]")?.click();
}

function go(key) {
  goSince = 0;
  const link = [...document.querySelectorAll("[data-go]")].find((found) => found.dataset.go === key);
  if (link) link.click();
  return Boolean(link);
}

function plainKey(event) {
  if (goSince && event.timeStamp - goSince < GO_WITHIN_MS) return go(event.key);
  goSince = 0;
  if (event.key === "g") {
    goSince = event.timeStamp;
    return true;
  }
  if (event.key === "/") {
    const search = document.getElementById("search");
    search?.focus();
    search?.select();
    return Boolean(search);
  }
  if (event.key === "n") {
    const log = document.querySelector("main [data-log-main], .log-top");
    log?.click();
    return Boolean(log);
  }
  if (event.key === "?") {
    document.getElementById("keys")?.showModal();
    return true;
  }
  return onThisPage(event.key);
}

// Keys of the page itself stand on what they press: data-press="t".
function onThisPage(key) {
  const wanted = document.querySelector(`main [data-press="${CSS.escape(key)}"]`);
  wanted?.click();
  return Boolean(wanted);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && event.ctrlKey) {
    const form = event.target.closest("form");
    const button = form?.querySelector("[data-save]");
    if (button) {
      event.preventDefault();
      form.requestSubmit(button);
    }
    return;
  }
  if (event.key === "Escape") {
    close(event.target);
    return;
  }
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (plainKey(event)) event.preventDefault();
});
