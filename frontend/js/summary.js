// After a form was not accepted, reading starts at the summary of what to mend; but only when it
// comes, not each time that something else on the page is asked for again.

import { place } from "./focus.js";

const focus = (within) => within?.querySelector(".error-summary[autofocus]")?.focus();

focus(document);
document.addEventListener("htmx:after:swap", ({ detail }) => {
    if (detail?.ctx?.request) focus(place(detail.ctx.target));
});
