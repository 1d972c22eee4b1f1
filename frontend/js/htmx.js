// HTMX, and what it must not do: swap a whole document into a corner, or fail in silence.

import htmx from "htmx.org";
import { flash } from "./note.js";
import { say } from "./words.js";

const WHOLE = /^\s*<!doctype/i;

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    if (token) ctx.request.headers["X-CSRFToken"] = token.value;
});

// A whole page where a fragment was asked for: a sign-in page after a redirect, or an error page.
document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (!WHOLE.test(ctx.text)) return;
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

document.addEventListener("htmx:error", (event) => event.defaultPrevented || sayFailed());

function sayFailed() {
    flash(say("failed"), "error");
    document.getElementById("flashes")?.scrollIntoView({ block: "nearest" });
}

export default htmx;
