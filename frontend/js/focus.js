// Whoever works by keyboard keeps their place: when what held the focus has been swapped away, its
// successor of the same id has it, else the heading of what came instead.

let held = "";

const place = (target) => document.getElementById(typeof target === "string" ? target.slice(1) : target?.id);

document.addEventListener("htmx:before:swap", ({ detail }) => {
    const { activeElement } = document;
    held = place(detail?.ctx?.target)?.contains(activeElement) ? activeElement.id : "";
});

document.addEventListener("htmx:after:swap", ({ detail }) => {
    if (!detail?.ctx || !isLost()) return;
    const came = place(detail.ctx.target);
    const again = document.getElementById(held);
    const isThere = again?.getClientRects().length > 0; // and not folded away
    const next = isThere ? again : came?.querySelector("h1, h2") ?? came;
    held = "";
    if (!next) return;
    if (!next.matches("a, button, input, select, textarea, summary")) next.tabIndex = -1;
    next.focus({ preventScroll: true });
});

export function isLost() {
    return !document.activeElement || document.activeElement === document.body;
}
