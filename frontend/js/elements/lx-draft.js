// Keeps what was written until it has been accepted. data-key names the draft.

import { drafts } from "../drafts.js";
import { note } from "../note.js";
import { say } from "../words.js";

const SKIP = "[type=hidden], [type=password], [type=file], [autocomplete=off]";

export default class Draft extends HTMLElement {
    connectedCallback() {
        this.form = this.querySelector("form");
        if (!this.form) return;
        const refused = Boolean(this.form.querySelector(".error-summary"));
        drafts.settle(this.dataset.key, refused);
        if (!refused) this.restore();
        this.form.addEventListener("input", () => this.later());
        this.form.addEventListener("submit", () => {
            this.keep();
            drafts.markSent(this.dataset.key);
        });
    }

    get fields() {
        return [...this.form.elements].filter((field) => field.name && !field.matches(SKIP));
    }

    later() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.keep(), 400);
    }

    keep() {
        clearTimeout(this.timer);
        const values = this.fields.map((field) => [field.name, field.value, field.checked]);
        drafts.keep(this.dataset.key, values);
    }

    restore() {
        const values = drafts.read(this.dataset.key);
        if (!values || !this.fill(values)) return;
        this.awaitQuestions(values.filter(([name]) => !this.form.elements[name]));
        const act = () => {
            drafts.drop(this.dataset.key);
            this.form.reset();
            this.shown.remove();
        };
        this.shown = note(say("draftFound"), { action: say("draftDrop"), act });
        this.prepend(this.shown);
    }

    // Answers to the questions of a class, which come when the class is chosen.
    awaitQuestions(values) {
        const chosen = this.form.querySelector("[name=class_code]:checked");
        if (!values.length || !chosen?.value) return;
        const ask = () => chosen.dispatchEvent(new Event("change", { bubbles: true }));
        const fill = () => {
            if (!values.some(([name]) => this.form.elements[name])) return;
            document.removeEventListener("htmx:after:swap", fill);
            this.fill(values);
            const last = this.form.elements[values.at(-1)[0]];
            (last[0] ?? last)?.dispatchEvent(new Event("change", { bubbles: true }));
        };
        document.addEventListener("htmx:after:swap", fill);
        if (document.readyState === "complete") ask();
        else addEventListener("load", ask, { once: true });
    }

    // Whether anything changed by it.
    fill(values) {
        let changed = false;
        const fields = this.fields;
        for (const [name, value, checked] of values) {
            const choice = (field) => field.type === "radio" || field.type === "checkbox";
            const field = fields.find((f) => f.name === name && (!choice(f) || f.value === value));
            if (!field) continue;
            if (choice(field)) {
                changed ||= field.checked !== checked;
                field.checked = checked;
            } else if (value && field.value !== value) {
                field.value = value;
                changed = true;
            }
        }
        return changed;
    }
}
