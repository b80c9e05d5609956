// Reads calendar entries with another library than the one that wrote them: texts on stdin, what it understood on stdout.
import { readFileSync } from "node:fs";
import ICAL from "../../node_modules/ical.js/dist/ical.js";

const warnings = [];
process.on("warning", (warning) => warnings.push(String(warning)));
for (const name of ["log", "warn", "error"]) console[name] = (...said) => warnings.push(said.join(" "));

// What the library does not know it lets pass as text; here it is told of.
const known = new Set([...Object.keys(ICAL.design.icalendar.property), "x-wr-calname", "x-published-ttl", "name", "refresh-interval"]);

function read(text) {
  for (const line of text.split("\r\n")) {
    if (new TextEncoder().encode(line).length > 75) warnings.push(`a line of more than 75 octets: ${line}`);
  }
  const calendar = new ICAL.Component(ICAL.parse(text));
  const zone = new ICAL.Timezone(calendar.getFirstSubcomponent("vtimezone"));
  const events = calendar.getAllSubcomponents("vevent").map((component) => {
    for (const property of component.getAllProperties()) {
      if (!known.has(property.name)) warnings.push(`unknown: ${property.name}`);
    }
    const event = new ICAL.Event(component, { strictExceptions: true });
    const moment = (time) => {
      if (time.zone.tzid !== "UTC") time.zone = zone;
      return time.toUnixTime();
    };
    return {
      uid: event.uid,
      sequence: event.sequence,
      status: component.getFirstPropertyValue("status"),
      summary: event.summary,
      location: event.location,
      description: event.description,
      starts: moment(event.startDate),
      ends: moment(event.endDate),
      zone: component.getFirstProperty("dtstart").getParameter("tzid"),
      organizer: event.organizer,
      attendees: event.attendees.map((each) => [each.getFirstValue(), each.getParameter("partstat"), each.getParameter("cn")]),
    };
  });
  return { method: calendar.getFirstPropertyValue("method"), zone: zone.tzid, events };
}

const found = JSON.parse(readFileSync(0, "utf8")).map(read);
process.stdout.write(JSON.stringify({ found, warnings }));
