// The visits' calendar, drawn from the table below it: the table is the source, the picture only helps.
// Dropping a visit somewhere else, or moving it with Shift and the arrow keys, opens the form that moves it.
"use strict";

(() => {
  const MINUTE = 60_000, DAY = 1440 * MINUTE;
  const local = (moment) => moment.toISOString().slice(0, 16); // the calendar counts in clock time, without a zone
  const clock = (text) => new Date(`${text}Z`);

  const narrowDay = (day) => `${day.toLocaleDateString(document.documentElement.lang, { weekday: "short" })} ${day.getDate()}`; // "man. 2": a day of a month

  const draw = (element) => {
    const { view, date, earliest, latest, hidden, resources, events, words } = JSON.parse(document.getElementById(element.dataset.from).textContent);
    const byId = new Map(events.map((each) => [each.id, each]));
    const moved = new Map(); // what the keys have moved, and nobody has said yes to: id → {start, end, resource}

    const entry = ({ id, start, end, resource, kind, title }) => ({
      id, start, end, title, resourceIds: [resource], classNames: `visit-${kind}`.split(" "),
      editable: Boolean(byId.get(id)?.move),
      extendedProps: { about: byId.get(id) },
    });

    const content = ({ event }) => {
      const { about } = event.extendedProps;
      if (!about?.url) return event.title; // away, often for whole days: no time of day
      const link = document.createElement("a");
      link.href = about.url;
      link.dataset.visit = about.id;
      link.draggable = false; // the calendar drags the visit, not the browser the link
      link.title = `${about.time} ${about.title}, ${about.label}`;
      link.setAttribute("aria-label", link.title);
      if (about.move) link.setAttribute("aria-keyshortcuts", "Shift+ArrowLeft Shift+ArrowRight Shift+ArrowUp Shift+ArrowDown");
      const time = document.createElement("b");
      time.textContent = about.time;
      link.append(time, ` ${about.title}`);
      return { domNodes: [link] };
    };

    const opens = (about, start, resource) => {
      const address = new URL(about.move, location.href);
      address.searchParams.set("at", local(start));
      if (resource) address.searchParams.set("lead", resource);
      location.assign(address);
    };

    const calendar = EventCalendar.create(element, {
      // A week is a short month: a column a day, which the week of the library is not.
      view: view === "day" ? "resourceTimelineDay" : "resourceTimelineMonth", duration: { day: { days: 1 }, week: { weeks: 1 }, month: { months: 1 } }[view],
      date, resources, locale: document.documentElement.lang, firstDay: 1, hiddenDays: hidden,
      headerToolbar: { start: "", center: "", end: "" },
      slotMinTime: earliest, slotMaxTime: latest, slotWidth: 52,
      dayHeaderFormat: view === "month" ? narrowDay : { weekday: "short", day: "numeric", month: "short" },
      slotLabelFormat: { hour: "2-digit", minute: "2-digit" },
      eventDurationEditable: false, longPressDelay: 500,
      events: events.map(entry), eventContent: content,
      eventDrop: ({ event, oldEvent, newResource, revert }) => {
        const { about } = event.extendedProps;
        const [start, resource] = [event.start, newResource?.id];
        revert();
        if (oldEvent) opens(about, start, resource);
      },
    });

    // The library calls this a table and leaves out the rows: to a reader's ear the real table below is the table.
    for (const name of ["role", "aria-colindex"]) element.querySelectorAll(`[${name}]`).forEach((each) => each.removeAttribute(name));

    const say = (text) => { document.getElementById("status").textContent = text; };
    const put = (id) => {
      const about = byId.get(id), now = moved.get(id) ?? about;
      calendar.updateEvent(entry({ ...about, start: local(clock(now.start)), end: local(clock(now.end)), resource: now.resource }));
      requestAnimationFrame(() => element.querySelector(`[data-visit="${id}"]`)?.focus());
    };

    const step = (about, key) => {
      const now = moved.get(about.id) ?? { start: about.start, end: about.end, resource: about.resource };
      const along = { ArrowLeft: -1, ArrowRight: 1 }[key] ?? 0, across = { ArrowUp: -1, ArrowDown: 1 }[key] ?? 0;
      const by = along * (view === "day" ? 30 * MINUTE : DAY);
      const row = resources.findIndex((each) => each.id === now.resource) + across;
      const next = {
        start: local(new Date(clock(now.start).getTime() + by)), end: local(new Date(clock(now.end).getTime() + by)),
        resource: resources[row]?.id ?? now.resource,
      };
      moved.set(about.id, next);
      put(about.id);
      const when = clock(next.start).toLocaleString(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
      say(`${when}, ${resources.find((each) => each.id === next.resource).title}. ${words.confirm}`);
    };

    element.addEventListener("keydown", (event) => {
      const about = byId.get(event.target.closest?.("[data-visit]")?.dataset.visit);
      if (!about?.move) return;
      if (event.shiftKey && event.key.startsWith("Arrow")) {
        event.preventDefault();
        step(about, event.key);
      } else if (moved.has(about.id) && event.key === "Enter") {
        event.preventDefault();
        const { start, resource } = moved.get(about.id);
        opens(about, clock(start), resource);
      } else if (moved.has(about.id) && event.key === "Escape") {
        moved.delete(about.id);
        put(about.id);
        say(words.back);
      }
    });
    for (const each of [element, element.nextElementSibling]) each.hidden = false;
  };

  // Drawn once: what a swap brings is new, and hidden until then.
  const drawAll = () => document.querySelectorAll("[data-calendar][hidden]").forEach(draw);
  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:after:swap", drawAll);
})();
