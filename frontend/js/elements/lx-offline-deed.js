// A deed of one tap. Without a network it waits in the queue, and goes to `data-url` as JSON, which
// says whether it still held.

import { all, put } from "../queue.js";
import { say } from "../words.js";

export default class OfflineDeed extends HTMLElement {
    connectedCallback() {
        this.words = this.querySelector("button > span");
        this.verb = this.words.innerHTML;
        this.listen = ({ detail }) => this.show(detail);
        addEventListener("lx-queue", this.listen);
        this.addEventListener("htmx:error", (event) => this.keep(event));
        all().then((forms) => this.show(forms));
    }

    disconnectedCallback() {
        removeEventListener("lx-queue", this.listen);
    }

    keep(event) {
        if (event.detail.ctx?.response) return;
        event.preventDefault();
        const { url, label } = this.dataset;
        put(event.target, { url: new URL(url, location).href, label, deed: true });
    }

    show(forms) {
        const url = new URL(this.dataset.url, location).href;
        const waits = forms.some((form) => form.url === url && !form.refused);
        this.querySelector("button").disabled = waits;
        if (waits) this.words.textContent = say("offlineDeedWaits");
        else this.words.innerHTML = this.verb;
    }
}
