// Whoever works by keyboard keeps their place: when what held the focus has been swapped away, its
// successor of the same id has it, else the heading of what came instead. A field whose words have
// been sent is not gone back to.

const FIELD = "input, select, textarea";
let held = "";
let isSent = false;

// What stands on the page now under the name of a target.
export const place = (target) => document.getElementById(typeof target === "string" ? target.slice(1) : target?.id);

document.addEventListener("htmx:before:swap", ({ detail }) => {
    const { activeElement } = document;
    const isWithin = place(detail?.ctx?.target)?.contains(activeElement);
    isSent = isWithin && (detail.ctx.request?.method ?? "GET") !== "GET" && activeElement.matches(FIELD);
    held = isWithin && !isSent ? activeElement.id : "";
});

document.addEventListener("htmx:after:swap", ({ detail }) => {
    const came = place(detail?.ctx?.target);
    if (isSent && came?.contains(document.activeElement)) document.activeElement.blur();
    if (!detail?.ctx || !isLost()) return;
    for (const next of [document.getElementById(held), came?.querySelector("h1, h2"), came]) take(next);
    held = "";
});

// What is folded away does not take the focus; then the next one is asked.
export function take(element) {
    if (!element || !isLost()) return;
    if (!element.matches("a, button, input, select, textarea, summary")) element.tabIndex = -1;
    element.focus({ preventScroll: true });
}

export function isLost() {
    return !document.activeElement || document.activeElement === document.body;
}
