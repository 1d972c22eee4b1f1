// Fills in who somebody is and where she lives, when she once ticked that this device may remember
// it. What is for somebody else is neither filled in nor remembered.

const KEPT = "lx-me";
const FIELDS = ["name", "phone", "place", "address"];

export default class Remember extends HTMLElement {
    connectedCallback() {
        this.form = this.querySelector("form");
        this.label = this.querySelector("[data-remember]");
        if (!this.form || !this.label) return;
        this.box = this.label.querySelector("input");
        this.kept = read();
        this.box.checked = Boolean(this.kept);
        this.show();
        if (!this.form.querySelector(".error-summary")) this.fill();
        this.form.addEventListener("change", ({ target }) => target.name === "whom" && this.turn());
        this.form.addEventListener("submit", () => this.keep());
    }

    get isOwn() {
        const { whom } = this.form.elements;
        return !whom || whom.value !== "OTHER";
    }

    get fields() {
        return FIELDS.map((name) => this.form.elements[name]).filter(Boolean);
    }

    show() {
        this.label.hidden = !this.isOwn;
    }

    turn() {
        this.show();
        if (this.isOwn) return this.fill();
        for (const field of this.fields) {
            const isMine = this.kept && field.value === this.kept[field.name];
            if (isMine && field.name !== "place") field.value = "";
        }
        return undefined;
    }

    fill() {
        if (!this.kept || !this.isOwn) return;
        for (const field of this.fields) {
            const mine = this.kept[field.name];
            if (mine && (!field.value || field.name === "place")) field.value = mine;
        }
    }

    keep() {
        if (!this.isOwn) return;
        const told = Object.fromEntries(this.fields.map((field) => [field.name, field.value]));
        try {
            if (this.box.checked) localStorage.setItem(KEPT, JSON.stringify(told));
            else localStorage.removeItem(KEPT);
        } catch {
            // Storage may be forbidden; then nothing is remembered.
        }
    }
}

function read() {
    try {
        return JSON.parse(localStorage.getItem(KEPT) ?? "null");
    } catch {
        return null;
    }
}
