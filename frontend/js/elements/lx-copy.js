// Copies the text of another element. Without scripts its button stays hidden.

import { say } from "../words.js";

export default class Copy extends HTMLElement {
    connectedCallback() {
        const button = this.querySelector("button");
        button.hidden = false;
        button.addEventListener("click", () => this.copy(button.querySelector("span")));
    }

    async copy(label) {
        const text = document.getElementById(this.dataset.from).textContent.trim();
        const before = this.label ??= label.textContent;
        const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
        label.textContent = say(copied ? "copied" : "copyByHand");
        setTimeout(() => (label.textContent = before), 2500);
    }
}
