// HTMX, and what it must not do: swap a whole document into a corner, or fail in silence.

import htmx from "htmx.org";
import { place } from "./focus.js";
import { flash } from "./note.js";
import { say } from "./words.js";

const WHOLE = /^\s*<!doctype/i;

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    if (token) ctx.request.headers["X-CSRFToken"] = token.value;
});

// What a page fetches for itself, beside somebody's work, is nobody's deed: it makes nothing busy.
const ITS_OWN = ["htmx:before:request", "htmx:finally:request", "htmx:before:swap", "htmx:after:swap"];
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    ctx.isQuiet = ctx.sourceElement.matches("[data-quiet]");
});
for (const name of ITS_OWN) {
    document.addEventListener(name, (event) => event.detail?.ctx?.isQuiet && event.stopImmediatePropagation(), true);
}

// A whole page where a fragment was asked for: a sign-in page after a redirect, or an error page.
document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (!WHOLE.test(ctx.text)) return overtaken(ctx);
    if (ctx.response.raw.redirected) {
        event.preventDefault();
        location.assign(ctx.response.raw.url);
        return;
    }
    if (ctx.text.includes('id="main"')) {
        Object.assign(ctx, { target: "#main", select: "#main", swap: "outerHTML" });
        return;
    }
    event.preventDefault();
    sayFailed();
});

// What the answer was meant for has been swapped away meanwhile: by a search typed at once after a
// deed, or by the deed. The search still counts; of the deed only what it says.
function overtaken(ctx) {
    const now = ctx.target?.isConnected === false && place(ctx.target);
    const isDeed = ctx.request.method !== "GET";
    if (!now || !(isDeed || ctx.sourceElement.matches("[role=search]"))) return;
    ctx.target = now;
    if (isDeed) ctx.swap = "none";
}

document.addEventListener("htmx:error", (event) => event.defaultPrevented || sayFailed());

function sayFailed() {
    flash(say("failed"), "error");
    document.getElementById("flashes")?.scrollIntoView({ block: "nearest" });
}

export default htmx;
