// What was written and has not reached the server: kept on this device for its writer, sent once when the net is back.
"use strict";

const kept = (() => {
  const PREFIX = "crm.draft.";
  const PATIENCE_MS = 15_000;
  const TOO_OLD_MS = 30 * 24 * 3600 * 1000;
  const NOT_KEPT = new Set(["csrf_token", "once", "waited"]);
  const under_way = new Set();

  const page = () => document.getElementById("log-dialog");
  const me = () => page()?.dataset.user;
  const place = (key) => `${PREFIX}${me()}.${key}`;

  // A browser may refuse to keep anything: then the server's draft is all there is.
  const attempt = (act) => { try { return act(); } catch { return null; } };
  const get = (key) => attempt(() => JSON.parse(localStorage.getItem(place(key))));
  const put = (key, entry) => attempt(() => localStorage.setItem(place(key), JSON.stringify(entry)));
  const drop = (key) => attempt(() => localStorage.removeItem(place(key)));
  const names = () => attempt(() => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) || [];
  const mine = () => names().filter((name) => name.startsWith(place(""))).map((name) => name.slice(place("").length));

  // The form's fields as pairs; the token belongs to the session, the key to the entry.
  const fields = (form, button) => {
    const data = new FormData(form);
    if (button?.name) data.append(button.name, button.value);
    return [...data].filter(([name]) => !NOT_KEPT.has(name));
  };

  const post = (url, pairs) => fetch(url, {
    method: "POST",
    body: new URLSearchParams(pairs),
    headers: {
      "HX-Request": "true",
      "HX-Request-Type": "partial",
      "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
    },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });

  const signs_in = (answer) => (answer.headers.get("HX-Location") || "").startsWith("/sign-in");

  // The session may be a new one of the same person: take its token. False when somebody else, or nobody, is here.
  const renew = async () => {
    const answer = await fetch(page().dataset.tokenFrom, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (fresh.getElementById("log-dialog")?.dataset.user !== me()) return false;
    document.querySelector('meta[name="csrf-token"]').content = fresh.querySelector('meta[name="csrf-token"]').content;
    return true;
  };

  // The answer, with a fresh token if the old one was no longer good; "away" without a net, "out" without a session.
  const deliver = async (url, pairs) => {
    try {
      let answer = await post(url, pairs);
      if (answer.status === 400 && (await renew())) answer = await post(url, pairs);
      else if (answer.status === 400) return { state: "out" };
      if (signs_in(answer)) return { state: "out" };
      if ([502, 503, 504].includes(answer.status)) return { state: "away" };
      return { state: answer.ok ? "done" : "refused", answer };
    } catch {
      return { state: "away" };
    }
  };

  // Send what waits under this key; the one-time key sees to it that it counts once. Null while it is being sent.
  const send = async (key) => {
    const entry = get(key);
    if (!entry || under_way.has(key)) return null;
    under_way.add(key);
    const waited = Math.round((Date.now() - entry.pressed) / 1000);
    const found = await deliver(entry.url, [...entry.fields, ["once", entry.once], ["waited", waited]]);
    under_way.delete(key);
    if (found.state === "done") drop(key);
    else if (found.state !== "away") put(key, { ...entry, waiting: false });
    return found;
  };

  const is_newer = (key, at) => Number.isFinite(at) && (get(key)?.at || 0) > at;

  // Keep the form on the server as well; "done" when it is there.
  const back_up = async (key, url) => {
    const entry = get(key);
    const found = await deliver(url, entry.fields);
    if (found.state !== "done") return { state: found.state };
    if (!is_newer(key, entry.at) && get(key)) put(key, { ...get(key), synced: true });
    return { state: "done", clean: (await found.answer.json()).clean };
  };

  const tidy = () => names().forEach((name) => {
    const entry = attempt(() => JSON.parse(localStorage.getItem(name)));
    if (!entry || Date.now() - entry.at > TOO_OLD_MS) attempt(() => localStorage.removeItem(name));
  });

  // Signing out leaves nothing on a shared device but what could not be brought to the server first.
  const bring_home = async (key) => {
    const sent = get(key).waiting ? await send(key) : null;
    const entry = get(key);
    if (!entry || sent?.state === "away") return;
    if (entry.synced || !entry.drafts || (await back_up(key, entry.drafts)).state === "done") drop(key);
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!new URL(form.action, location).pathname.endsWith("/sign-out") || !mine().length) return;
    event.preventDefault();
    await Promise.all(mine().map(bring_home));
    form.submit();
  });

  if (page()) tidy();
  return { get, put, drop, mine, fields, send, back_up, deliver };
})();
