// Whoever works by keyboard keeps their place: when what held the focus has been swapped away, its
// successor of the same id has it, else the heading of what came instead.

let held = "";

document.addEventListener("htmx:before:swap", () => {
    held = document.activeElement?.id ?? "";
});

document.addEventListener("htmx:after:swap", ({ detail }) => {
    if (!detail?.ctx || !isLost()) return;
    const { target } = detail.ctx;
    const came = document.getElementById(typeof target === "string" ? target.slice(1) : target?.id);
    const next = document.getElementById(held) ?? came?.querySelector("h1, h2") ?? came;
    if (!next) return;
    if (!next.matches("a, button, input, select, textarea, summary")) next.tabIndex = -1;
    next.focus({ preventScroll: true });
});

export function isLost() {
    return !document.activeElement || document.activeElement === document.body;
}
