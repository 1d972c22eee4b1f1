// Sends its form, or keeps it until the network is back, and says which. With `data-refresh` it
// asks for that part of the page again when something that had waited has been settled.

import { all, drop, filled, flush, newKey, put, send, sent, signIn, start } from "../queue.js";
import { note } from "../note.js";
import { say } from "../words.js";

const NAMED = 3;

export default class OfflineQueue extends HTMLElement {
    connectedCallback() {
        this.box = document.createElement("div");
        this.box.className = "queued";
        this.prepend(this.box);
        this.listen = ({ detail }) => this.hear(detail);
        this.renew = ({ detail }) => {
            this.stale ||= detail.deed;
        };
        addEventListener("lx-queue", this.listen);
        addEventListener("lx-queue-settled", this.renew);
        const form = this.querySelector("form");
        form?.addEventListener("submit", (event) => this.submit(event));
        // A page kept for offline use comes with the same key each time it is opened.
        if (form?.elements.key && !form.querySelector(".error-summary")) form.elements.key.value = newKey();
        all().then((forms) => (forms.length ? start() : this.show(forms)));
    }

    disconnectedCallback() {
        removeEventListener("lx-queue", this.listen);
        removeEventListener("lx-queue-settled", this.renew);
    }

    hear(forms) {
        this.show(forms);
        const target = this.stale && this.dataset.refresh;
        this.stale = false;
        if (target) window.htmx.ajax("GET", location.href, { target, swap: "outerHTML" });
    }

    async submit(event) {
        const form = event.target;
        event.preventDefault();
        if (this.busy) return;
        this.busy = true;
        try {
            await this.take(await send(form.action, filled(form, event.submitter)), form);
        } catch {
            await put(form, { submitter: event.submitter });
            empty(form);
            this.box.scrollIntoView({ block: "center" });
        } finally {
            this.busy = false;
        }
    }

    async take(answer, form) {
        if (answer.redirected) {
            empty(form); // who comes back finds nothing to send a second time
            return location.assign(answer.url);
        }
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
        const waiting = forms.filter(({ refused, told }) => !refused && !told);
        const refused = forms.filter(({ refused }) => refused);
        const notes = waiting.length ? [waits(waiting)] : [];
        const quiet = new Set(forms.filter(({ told }) => told).map(({ key }) => key));
        const arrived = sent.filter(({ form }) => !form.quiet && !quiet.has(form.key));
        notes.push(...refused.map(refusal), ...forms.filter(({ told }) => told).map(telling));
        notes.push(...arrived.map(arrival));
        this.box.replaceChildren(...notes);
    }
}

function empty(form) {
    form.reset();
    if (form.elements.key) form.elements.key.value = newKey();
}

function waits(forms) {
    const list = new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" });
    const named = forms.slice(0, NAMED).map(({ label }) => say("offlineNamed", { label }));
    const more = forms.length > NAMED ? [say("offlineMore", { n: forms.length - NAMED })] : [];
    const what = list.format([...named, ...more]);
    if (navigator.onLine && forms.some((form) => form.signIn)) {
        const act = `${signIn()}?next=${encodeURIComponent(forms[0].page)}`;
        return note(say("offlineSignIn", { what }), { level: "warn", action: say("offlineSignInNow"), act });
    }
    const text = say(navigator.onLine ? "offlineWaiting" : "offlineKept", { what });
    return note(text, { level: "warn", action: say("offlineSendNow"), act: flush });
}

function refusal({ key, page, deed, quiet, label, said }) {
    const forget = () => drop(key);
    if (quiet) {
        return note(say("offlineRefused", { label }), { level: "bad", action: say("offlineOpen"), act: page });
    }
    if (deed) {
        const text = say("offlineTooLate", { label, said });
        return note(text, { level: "bad", action: say("offlineUnderstood"), act: forget });
    }
    const open = () => forget().then(() => location.assign(page));
    return note(say("offlineRefused", { label }), { level: "bad", action: say("offlineOpen"), act: open });
}

function telling({ key, told }) {
    return note(told, { level: "good", action: say("offlineUnderstood"), act: () => drop(key) });
}

function arrival({ form, url }) {
    const link = url && !form.deed ? { action: say("offlineOpen"), act: url } : {};
    return note(say("offlineSent", { label: form.label }), { level: "good", ...link });
}

// A browser forgets chosen files when a form comes back; the person should not have to.
function giveBack(main, name, chosen) {
    const input = main.querySelector(`input[type=file][name="${CSS.escape(name)}"]`);
    if (!input || !chosen.length) return;
    input.files = chosen;
    input.dispatchEvent(new Event("change"));
}
