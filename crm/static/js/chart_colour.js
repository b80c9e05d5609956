// The colours of charts are the page's own tokens, in the light and in the dark.
"use strict";

// light-dark() is resolved only on a real property, so ask an element that uses the token.
function chartColour(token) {
  const probe = document.createElement("span");
  probe.className = `probe-${token}`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found || getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim();
}
