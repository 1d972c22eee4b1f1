// Shows the questions inside that are to be answered, given the answers before them, and leaves
// the others out of what is sent. data-prefix stands before a question's name in its fields.

import { holds } from "../conditions.js";

export default class Relevant extends HTMLElement {
    connectedCallback() {
        this.addEventListener("input", () => this.show());
        this.addEventListener("change", () => this.show());
        for (const when of this.querySelectorAll(".inquiry__when")) when.hidden = true;
        this.show();
    }

    show() {
        const answers = {};
        for (const block of this.querySelectorAll("[data-question]")) {
            const { relevant, question } = block.dataset;
            const isAsked = !relevant || this.isRelevant(JSON.parse(relevant), answers);
            block.hidden = !isAsked;
            for (const field of block.querySelectorAll("input, select, textarea")) {
                field.disabled = !isAsked;
            }
            if (isAsked) answers[question] = this.answer(question);
        }
    }

    isRelevant(tree, answers) {
        try {
            return holds(tree, { answers, at: new Date() });
        } catch {
            return true; // the server decides
        }
    }

    answer(question) {
        const fields = this.querySelectorAll(`[name="${this.dataset.prefix}${question}"]`);
        const given = [...fields].filter((field) => !/radio|checkbox/.test(field.type) || field.checked);
        return given.map((field) => field.value.trim()).join(" ");
    }
}
