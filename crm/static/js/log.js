// The log form: opens over the page, keeps what is written, sends it, and says where the text is.
"use strict";

(() => {
  const PAUSE_MS = 1200;
  const AGAIN_MS = 15_000;
  const dialog = document.getElementById("log-dialog");
  if (!dialog) return;
  const words = dialog.dataset;
  const body = document.getElementById("log-dialog-body");
  const part = { "HX-Request": "true", "HX-Request-Type": "partial" };

  const clock = (at) => {
    const moment = new Date(at);
    const time = moment.toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
    return moment.toDateString() === new Date().toDateString()
      ? time : `${moment.toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long" })} ${time}`;
  };

  const leave_for = (url) => {
    if (new URL(url, location).href === location.href) location.reload();
    else location.assign(url);
  };

  const say = (form, text, link) => {
    const line = form.querySelector("[data-log-status]");
    if (!line || (line.dataset.text === text && !link)) return;
    line.dataset.text = text;
    line.textContent = text;
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.textContent = words.signIn;
      line.append(" ", anchor);
    }
  };

  const announce = (text, url) => {
    const notice = document.createElement("div");
    notice.className = "notice";
    const line = document.createElement("div");
    line.textContent = `${text} `;
    if (url) {
      const anchor = document.createElement("a");
      anchor.href = url;
      anchor.textContent = words.open;
      line.append(anchor);
    }
    notice.append(line);
    document.getElementById("flashes")?.replaceChildren(notice);
  };

  const sign_in_url = (form) => `/sign-in?next=${encodeURIComponent(form.dataset.fresh)}`;

  // --- the form as it is being written

  const fill = (form, pairs) => {
    for (const group of form.querySelectorAll("[data-lines]")) {
      const numbers = pairs.map(([name]) => new RegExp(`^${group.dataset.of}-(\\d+)-`).exec(name)?.[1] ?? -1);
      const lines = Math.max(...numbers.map(Number)) + 1;
      while (group.querySelectorAll("[data-line]").length < lines) if (!add_line(group)) break;
    }
    const values = new Map();
    pairs.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    for (const field of form.elements) {
      if (!field.name || ["hidden", "submit"].includes(field.type)) continue;
      const found = values.get(field.name) || [];
      if (["checkbox", "radio"].includes(field.type)) field.checked = found.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = found.includes(option.value);
      else if (found.length) field.value = found[0];
    }
    const more = form.querySelector(".log-more");
    if (more) more.open = more.open || [...more.querySelectorAll("[name]")].some((field) => ["checkbox", "radio"].includes(field.type) ? field.checked : field.value && field.tagName !== "SELECT" && field.type !== "submit");
    if (["step_day", "step_title", "step_time"].some((name) => values.get(name)?.[0])) form.querySelector("[data-step]").checked = true;
  };

  const entry_of = (form, button) => ({
    url: form.action,
    page: form.dataset.fresh,
    drafts: form.dataset.drafts,
    fields: kept.fields(form, button),
    once: form.elements.once.value,
    at: Date.now(),
  });

  const restore = (form, key) => {
    const server = Number(form.dataset.draftAt || 0);
    const local = kept.get(key);
    if (!local) return;
    if (local.synced && !server && !local.waiting) {
      kept.drop(key); // saved or thrown away on another device
      return;
    }
    form.elements.once.value = local.once;
    if (local.synced && !local.waiting) return;
    fill(form, local.fields);
    const notice = form.querySelector("[data-restored]");
    const line = notice.querySelector("[data-restored-words]");
    line.textContent = line.dataset.restoredWords.replace("{when}", clock(local.at));
    notice.hidden = false;
    if (local.waiting) say(form, words.notSent);
  };

  const keep = (form, key) => {
    const before = kept.get(key) || {};
    kept.put(key, { ...entry_of(form), pressed: before.pressed, waiting: before.waiting });
    window.clearTimeout(form.pause);
    form.pause = window.setTimeout(async () => {
      if (!form.isConnected || !kept.get(key)) return;
      form.backing = kept.back_up(key, form.dataset.drafts);
      const found = await form.backing;
      if (found.state === "done") say(form, `${found.clean ? words.draftKept : words.draftClean} ${clock(Date.now())}`);
      else if (found.state === "out") say(form, words.signedOut, sign_in_url(form));
      else say(form, words.draftHere);
    }, PAUSE_MS);
  };

  // Lines that repeat: the last one once more, empty, with the next number.
  function add_line(group) {
    const lines = group.querySelectorAll("[data-line]");
    if (!lines.length || lines.length >= Number(group.dataset.lines)) return null;
    const line = lines[lines.length - 1].cloneNode(true);
    const number = new RegExp(`${group.dataset.of}-\\d+`, "g");
    for (const element of line.querySelectorAll("*")) {
      for (const name of ["id", "for", "name", "aria-describedby"]) {
        if (element.hasAttribute(name)) element.setAttribute(name, element.getAttribute(name).replace(number, `${group.dataset.of}-${lines.length}`));
      }
      if (element.matches(".field-error")) element.remove();
      element.classList.remove("is-invalid");
      if (element.matches("[type=radio], [type=checkbox]")) element.checked = element.defaultChecked;
      else if (element.matches("input")) element.value = "";
    }
    line.querySelector("legend").textContent = line.querySelector("legend").textContent.replace(/\d+/, lines.length + 1);
    lines[lines.length - 1].after(line);
    return line;
  }

  // --- sending it

  const show_form = (where, html, { fresh = false } = {}) => {
    const old = where.querySelector("#log-form");
    const box = document.createElement("template");
    box.innerHTML = html;
    const form = box.content.querySelector("#log-form");
    if (!form) return false;
    if (old) old.replaceWith(form);
    else where.replaceChildren(form);
    htmx.process(form);
    prepare(form, { fresh });
    (form.querySelector("[data-focus]") || form.querySelector("[data-first], [name=outcome]:checked"))?.focus();
    return true;
  };

  const settle = async (form, key, found) => {
    form.querySelectorAll("[type=submit]").forEach((button) => { button.disabled = false; });
    if (found.state === "done") {
      leave_for(found.answer.headers.get("HX-Location") || location.href);
    } else if (found.state === "away") {
      say(form, words.notSent);
    } else if (found.state === "out") {
      say(form, words.signedOut, sign_in_url(form));
    } else if (!show_form(form.parentElement, await found.answer.text())) {
      say(form, words.failed);
    }
  };

  const submit = async (form, key, button) => {
    window.clearTimeout(form.pause);
    const before = kept.get(key);
    const pressed = before?.waiting ? before.pressed : Date.now();
    kept.put(key, { ...entry_of(form, button), pressed, waiting: true });
    say(form, words.sending);
    form.querySelectorAll("[type=submit]").forEach((each) => { each.disabled = true; });
    await form.backing; // a draft that arrives after the contact would come back for ever
    const found = kept.get(key) ? await kept.send(key) : await directly(form, button);
    if (found) await settle(form, key, found);
  };

  // A browser that keeps nothing still sends.
  const directly = (form, button) =>
    kept.deliver(form.action, [...kept.fields(form, button), ["once", form.elements.once.value]]);

  const discard = async (form, key, button) => {
    window.clearTimeout(form.pause);
    kept.drop(key);
    await form.backing;
    const found = await kept.deliver(button.formAction, []);
    if (found.state !== "done") return;
    if (dialog.contains(form)) await open(form.dataset.fresh);
    else leave_for(form.dataset.fresh);
  };

  function prepare(form, { fresh = true } = {}) {
    const key = form.dataset.logForm;
    if (!key) return;
    if (fresh && "restore" in form.dataset) restore(form, key);
    form.addEventListener("input", () => keep(form, key));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter;
      if (button && "more" in button.dataset) {
        add_line(button.closest("[data-lines]"))?.querySelector("input")?.focus();
        keep(form, key);
      } else if (button && "discard" in button.dataset) discard(form, key, button);
      else submit(form, key, button);
    });
  }

  // --- over the page

  const open = async (url) => {
    body.textContent = words.loading;
    if (!dialog.open) dialog.showModal();
    try {
      const answer = await fetch(url, { headers: part });
      const away = answer.headers.get("HX-Location");
      if (away) leave_for(away);
      else if (!show_form(body, await answer.text(), { fresh: true })) body.textContent = words.failed;
    } catch {
      body.textContent = words.noNet;
    }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-log], dialog [data-close]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    if (link.matches("[data-close]")) {
      event.preventDefault();
      dialog.close();
    } else if (!document.querySelector("main #log-form")) {
      event.preventDefault();
      document.querySelectorAll("details.more[open], details.menu[open]").forEach((menu) => { menu.open = false; });
      open(link.href);
    }
  });
  dialog.addEventListener("close", () => body.replaceChildren());
  dialog.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("[data-log-form]");
    if (event.key !== "Enter" || !event.ctrlKey || !form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-save]"));
  });

  // --- one click: no answer

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-send]");
    if (!form) return;
    event.preventDefault();
    const key = `call ${form.elements.once.value}`;
    const entry = { url: form.action, page: location.href, fields: [], once: form.elements.once.value, at: Date.now() };
    kept.put(key, { ...entry, pressed: Date.now(), waiting: true });
    const found = kept.get(key) ? await kept.send(key) : await kept.deliver(entry.url, [["once", entry.once]]);
    if (!found) return;
    if (found.state === "done") leave_for(found.answer.headers.get("HX-Location") || location.href);
    else if (found.state === "away") announce(words.notSent);
    else if (found.state === "out") leave_for(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
    else {
      kept.drop(key);
      dialog.showModal();
      if (!show_form(body, await found.answer.text())) body.textContent = words.failed;
    }
  });

  // --- what waits for the net

  const waiting = () => kept.mine().filter((key) => kept.get(key)?.waiting);

  const flush = async () => {
    for (const key of waiting()) {
      if (document.querySelector(`[data-call="${CSS.escape(key)}"]`)) continue; // the call desk sends its own
      const shown = document.querySelector(`[data-log-form="${key}"]`);
      const { page } = kept.get(key);
      const found = await kept.send(key);
      if (!found || (found.state === "away" && !shown)) continue;
      if (shown) await settle(shown, key, found);
      else if (found.state === "done") announce(words.sent);
      else if (found.state === "refused") announce(words.refused, page);
    }
  };

  window.addEventListener("online", flush);
  window.setInterval(() => { if (navigator.onLine && waiting().length) flush(); }, AGAIN_MS);
  document.querySelectorAll("main [data-log-form]").forEach((form) => prepare(form));
  flush();
})();
