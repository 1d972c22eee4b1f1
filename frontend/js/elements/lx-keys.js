// The keyboard of a desk list: j and k move over data-rows, letters press what has that data-key
// (in the current row first), / searches, ? explains. Typing in a field is never disturbed.

const TYPING = "input, textarea, select, [contenteditable]";

export default class Keys extends HTMLElement {
    connectedCallback() {
        this.listen = (event) => this.press(event);
        this.keep = () => this.settle();
        document.addEventListener("keydown", this.listen);
        document.addEventListener("htmx:after:swap", this.keep);
        this.addEventListener("click", (event) => this.mark(event.target.closest(this.rows)));
    }

    disconnectedCallback() {
        document.removeEventListener("keydown", this.listen);
        document.removeEventListener("htmx:after:swap", this.keep);
    }

    press(event) {
        const { key, target } = event;
        if (event.ctrlKey || event.metaKey || event.altKey || target.closest(TYPING)) return;
        if (document.querySelector("dialog[open]")) return;
        const act = this.deed(key);
        if (!act) return;
        event.preventDefault();
        act();
    }

    deed(key) {
        if (key === "j") return () => this.move(1);
        if (key === "k") return () => this.move(-1);
        if (key === "?") return () => this.querySelector("dialog")?.showModal();
        if (key === "/") return () => this.search();
        const keyed = `[data-key="${CSS.escape(key)}"]`;
        const found = this.querySelector(`[aria-current="true"] ${keyed}`) ?? document.querySelector(keyed);
        return found && (() => (found.matches(TYPING) ? found.focus() : found.click()));
    }

    search() {
        const field = document.querySelector("input[type=search]");
        field?.closest("details")?.setAttribute("open", "");
        field?.focus();
    }

    get rows() {
        return this.dataset.rows ?? ".rows__row";
    }

    // The current row stays current when the list is asked for again; when it has gone, the one
    // that stands in its place.
    settle() {
        const row = document.getElementById(this.kept);
        if (row || !this.kept) return this.mark(row);
        const rows = [...this.querySelectorAll(this.rows)];
        const next = rows[Math.min(this.place, rows.length - 1)];
        this.mark(next);
        next?.querySelector("a")?.focus();
        return undefined;
    }

    mark(row) {
        if (!row || !this.contains(row)) return;
        for (const other of this.querySelectorAll(this.rows)) other.removeAttribute("aria-current");
        row.setAttribute("aria-current", "true");
        this.kept = row.id;
        this.place = [...this.querySelectorAll(this.rows)].indexOf(row);
    }

    move(step) {
        const rows = [...this.querySelectorAll(this.rows)];
        if (!rows.length) return;
        const here = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
        const next = rows[Math.min(rows.length - 1, Math.max(0, here + step))];
        this.mark(next);
        next.querySelector("a")?.focus();
        next.scrollIntoView({ block: "nearest" });
    }
}
