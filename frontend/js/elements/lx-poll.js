// Asks every few seconds, and after each deed on the page, whether its content has changed, and
// swaps it only then: not while the page is hidden, and never under somebody's hands. It also asks
// whether the case that is open beside it, or is the current row, has been moved, and passes that
// on as "lx-moved".

import { note } from "../note.js";
import { say } from "../words.js";

const SLOWEST = 60_000;
const FRESH = 1_000; // milliseconds
const TYPING = "input, textarea, select";

export default class Poll extends HTMLElement {
    connectedCallback() {
        this.pace = this.wait = 1000 * Number(this.dataset.seconds ?? 5);
        this.schedule();
        this.born = performance.now();
        this.hear = (event) => this.soon(event);
        this.look = () => document.hidden || this.ask();
        document.addEventListener("htmx:after:swap", this.hear);
        document.addEventListener("visibilitychange", this.look);
    }

    disconnectedCallback() {
        clearTimeout(this.timer);
        document.removeEventListener("htmx:after:swap", this.hear);
        document.removeEventListener("visibilitychange", this.look);
    }

    soon({ target, detail }) {
        const isDeed = (detail?.ctx?.request?.method ?? "GET") !== "GET";
        const isFresh = performance.now() - this.born < FRESH; // it came with the deed's answer
        if (!isDeed || (isFresh && !this.open) || this.contains(target)) return;
        clearTimeout(this.timer);
        this.ask().finally(() => this.schedule());
    }

    schedule() {
        const jitter = 0.8 + Math.random() * 0.4;
        this.timer = setTimeout(() => this.ask().finally(() => this.schedule()), this.wait * jitter);
    }

    get disturbed() {
        const inHand = this.contains(document.activeElement) && document.activeElement.matches(TYPING);
        return document.hidden || inHand || Boolean(this.querySelector("details[open], dialog[open]"));
    }

    // What is looked at, as "number version" each: the case that is open beside, the current row.
    get open() {
        const looked = document.querySelectorAll("lx-pane #case-detail, [data-seq][aria-current=true]");
        return [...looked].map(({ dataset: { ref, seq } }) => `${ref} ${seq}`).join();
    }

    async ask() {
        if (this.disturbed) return;
        try {
            const headers = { "HX-Request": "true" };
            if (this.etag) headers["If-None-Match"] = this.etag;
            if (this.open) headers["Lianxin-Open"] = this.open;
            const answer = await fetch(this.dataset.url, { headers, cache: "no-store" });
            this.passOn(answer.headers.get("Lianxin-Moved"));
            if (answer.ok) await this.take(answer);
            this.fresh(answer.ok || answer.status === 304);
        } catch {
            this.fresh(false);
        }
    }

    passOn(moved) {
        for (const one of moved?.split(",") ?? []) {
            const [ref, seq, text] = one.split(" ");
            const detail = { ref, seq: Number(seq), text: decodeURIComponent(text) };
            document.dispatchEvent(new CustomEvent("lx-moved", { detail }));
        }
    }

    async take(answer) {
        this.etag = answer.headers.get("ETag");
        const text = await answer.text();
        if (this.disturbed || /^\s*<!doctype/i.test(text)) return;
        await window.htmx.swap({ sourceElement: this, target: this, text, swap: "innerMorph" });
        this.dispatchEvent(new Event("htmx:after:swap", { bubbles: true }));
    }

    fresh(yes) {
        this.wait = yes ? this.pace : Math.min(SLOWEST, this.wait * 2);
        this.stale?.remove();
        if (yes) return;
        this.stale ??= note(say("stale"), { level: "warn" });
        this.before(this.stale);
    }
}
