// The call desk: keys for outcomes, text that is kept while it is written, sending that outlives a lost net.
"use strict";

(() => {
  const PAUSE_MS = 1200;
  const AGAIN_MS = 15_000;
  const words = document.getElementById("log-dialog")?.dataset || {};
  const form = () => document.getElementById("call-form");

  const say = (text) => {
    const line = form()?.querySelector("[data-call-status]");
    if (line) line.textContent = text;
  };

  const clock = () =>
    new Date().toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });

  // --- keys: an outcome by its digit, or the questions it asks first

  const typing = (element) => element.isContentEditable
    || (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !["radio", "checkbox"].includes(element.type));

  const open = (summary) => {
    const more = summary.parentElement;
    more.open = true;
    more.querySelector("input, select, textarea, [data-outcome]")?.focus();
    more.scrollIntoView({ block: "nearest" });
  };

  const press = (key) => {
    const wanted = document.querySelector(`main [data-key="${CSS.escape(key)}"]`);
    if (!wanted) return false;
    if (wanted.tagName === "SUMMARY") open(wanted);
    else wanted.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const more = event.target.closest?.(".outcome-more[open]");
    const sends = event.key === "Enter" && (event.ctrlKey || (more && event.target.matches("input, select")));
    if (sends && more) {
      event.preventDefault();
      more.querySelector("[data-outcome]").click();
      return;
    }
    if (event.key === "Escape" && more) {
      event.preventDefault();
      more.open = false;
      more.querySelector("summary").focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (/^[0-9]$/.test(event.key) && press(event.key)) event.preventDefault();
  });

  // --- what is written is kept here and on the server

  const entry_of = (from, button) => ({
    url: from.action,
    page: from.dataset.page,
    drafts: from.dataset.drafts,
    fields: kept.fields(from, button),
    once: from.elements.once.value,
    at: Date.now(),
  });

  const keep = (from) => {
    const key = from.dataset.call;
    kept.put(key, entry_of(from));
    window.clearTimeout(from.pause);
    from.pause = window.setTimeout(async () => {
      if (!from.isConnected || !kept.get(key)) return;
      const found = await kept.back_up(key, from.dataset.drafts);
      if (found.state === "done") say(`${found.clean ? words.draftKept : words.draftClean} ${clock()}`);
      else say(words.draftHere);
    }, PAUSE_MS);
  };

  const fill = (from, pairs) => {
    const values = new Map();
    pairs.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    for (const field of from.elements) {
      if (!field.name || ["hidden", "submit"].includes(field.type)) continue;
      const found = values.get(field.name) || [];
      if (["checkbox", "radio"].includes(field.type)) field.checked = found.includes(field.value);
      else if (found.length) field.value = found[0];
    }
  };

  const restore = (from) => {
    const local = kept.get(from.dataset.call);
    if (!local) return;
    if (local.synced && !local.waiting && !from.dataset.draftAt) kept.drop(from.dataset.call);
    else if (!local.synced || local.waiting) {
      from.elements.once.value = local.once;
      fill(from, local.fields);
      if (local.waiting) say(words.notSent);
    }
  };

  // --- sending it: the next company comes with the answer

  const show = (html) => {
    const box = document.createElement("template");
    box.innerHTML = html;
    const fresh = box.content.querySelector("#call");
    if (!fresh) return false;
    document.getElementById("call").replaceWith(fresh);
    htmx.process(fresh);
    prepare();
    fresh.querySelector(".error-summary")?.focus();
    return true;
  };

  const settle = async (found) => {
    if (found.state === "done") window.location.assign(found.answer.headers.get("HX-Location"));
    else if (found.state === "away") say(words.notSent);
    else if (found.state === "out") say(words.signedOut);
    else if (!show(await found.answer.text())) say(words.failed);
  };

  const send = async (from, button) => {
    const key = from.dataset.call;
    const buttons = [...document.querySelectorAll("main button[type=submit]:not([disabled])")];
    window.clearTimeout(from.pause);
    kept.put(key, { ...entry_of(from, button), pressed: Date.now(), waiting: true });
    buttons.forEach((each) => { each.disabled = true; });
    say(words.sending);
    const found = kept.get(key)
      ? await kept.send(key)
      : await kept.deliver(from.action, [...kept.fields(from, button), ["once", from.elements.once.value]]);
    buttons.forEach((each) => { each.disabled = false; });
    if (found) await settle(found);
  };

  // What was pressed without a net goes out as soon as it is back, and the next company comes.
  const send_again = async () => {
    const key = form()?.dataset.call;
    const found = key && kept.get(key)?.waiting ? await kept.send(key) : null;
    if (found) await settle(found);
  };

  function prepare() {
    const from = form();
    if (!from || typeof kept === "undefined") return;
    restore(from);
    from.addEventListener("input", () => keep(from));
    from.addEventListener("submit", (event) => {
      if (event.submitter?.value === "times") return;
      event.preventDefault();
      if (event.submitter) send(from, event.submitter);
    });
  }

  prepare();
  window.addEventListener("online", send_again);
  window.setInterval(() => { if (navigator.onLine) send_again(); }, AGAIN_MS);
})();
