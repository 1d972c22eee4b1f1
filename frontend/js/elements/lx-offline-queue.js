// Sends its form, or keeps it until the network is back, and says which.

import { all, drop, flush, newKey, put, send, start } from "../queue.js";
import { note } from "../note.js";
import { say } from "../words.js";

export default class OfflineQueue extends HTMLElement {
    connectedCallback() {
        this.box = document.createElement("div");
        this.box.className = "queued";
        this.prepend(this.box);
        this.sent = [];
        addEventListener("lx-queue", ({ detail }) => this.show(detail));
        addEventListener("lx-queue-sent", ({ detail }) => this.sent.push(detail));
        const form = this.querySelector("form");
        form?.addEventListener("submit", (event) => this.submit(event));
        // A page kept for offline use comes with the same key each time it is opened.
        if (form?.elements.key && !form.querySelector(".error-summary")) form.elements.key.value = newKey();
        all().then((forms) => (forms.length ? start() : this.show(forms)));
    }

    async submit(event) {
        const form = event.target;
        event.preventDefault();
        if (this.busy) return;
        this.busy = true;
        try {
            await this.take(await send(form.action, new FormData(form)));
        } catch {
            await put(form);
            form.reset();
            if (form.elements.key) form.elements.key.value = newKey();
            this.box.scrollIntoView({ block: "center" });
        } finally {
            this.busy = false;
        }
    }

    async take(answer) {
        if (answer.redirected) return location.assign(answer.url);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const main = page.getElementById("main");
        if (!main) throw new Error("no page came back");
        document.title = page.title;
        const files = [...this.querySelectorAll("input[type=file]")];
        document.getElementById("main").replaceWith(main);
        window.htmx.process(main);
        document.dispatchEvent(new Event("htmx:after:swap"));
        scrollTo(0, 0);
        for (const { name, files: chosen } of files) giveBack(main, name, chosen);
        return undefined;
    }

    show(forms) {
        const waiting = forms.filter(({ refused }) => !refused);
        const notes = [];
        if (waiting.length) {
            const text = navigator.onLine ? say("offlineWaiting", { count: waiting.length }) : say("offlineKept");
            notes.push(note(text, { level: "warn", action: say("offlineSendNow"), act: flush }));
        }
        for (const form of forms.filter(({ refused }) => refused)) {
            const open = () => drop(form.key).then(() => location.assign(form.page));
            notes.push(note(say("offlineRefused"), { level: "bad", action: say("offlineOpen"), act: open }));
        }
        for (const { url } of this.sent) {
            const link = url ? { action: say("offlineOpen"), act: url } : {};
            notes.push(note(say("offlineSent"), { level: "good", ...link }));
        }
        this.box.replaceChildren(...notes);
    }
}

// A browser forgets chosen files when a form comes back; the person should not have to.
function giveBack(main, name, chosen) {
    const input = main.querySelector(`input[type=file][name="${CSS.escape(name)}"]`);
    if (!input || !chosen.length) return;
    input.files = chosen;
    input.dispatchEvent(new Event("change"));
}
