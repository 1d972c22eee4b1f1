// The case that is open beside the queue. When somebody else has moved it, it is shown as it is
// now; but never under somebody's hands: who is writing is told, and keeps what is written.

import { isLost, take } from "../focus.js";
import { note } from "../note.js";
import { say } from "../words.js";

const FIELDS = "textarea, select, input:not([type=hidden], [type=file])";
const WHOLE = /^\s*<!doctype/i;

export default class Pane extends HTMLElement {
    connectedCallback() {
        this.hear = ({ detail }) => this.moved(detail);
        this.forget = ({ detail }) => detail?.ctx?.request && this.told?.remove();
        this.begin = ({ target, detail }) => {
            this.isBusy = this.contains(target);
            this.isMine ||= this.isDeed(detail?.ctx);
        };
        this.end = ({ detail }) => {
            this.isBusy = false;
            if ((detail?.ctx?.response?.status ?? 500) >= 400) this.isMine = false;
        };
        document.addEventListener("htmx:before:request", this.begin);
        document.addEventListener("htmx:finally:request", this.end);
        document.addEventListener("lx-moved", this.hear);
        document.addEventListener("htmx:after:swap", this.forget);
    }

    disconnectedCallback() {
        document.removeEventListener("htmx:before:request", this.begin);
        document.removeEventListener("htmx:finally:request", this.end);
        document.removeEventListener("lx-moved", this.hear);
        document.removeEventListener("htmx:after:swap", this.forget);
    }

    get article() {
        return this.querySelector("#case-detail");
    }

    // Whether the case is acted upon from this window, be it in the list beside.
    isDeed(ctx) {
        const { method, action } = ctx?.request ?? {};
        return method !== "GET" && Boolean(this.article && action?.includes(this.article.dataset.ref));
    }

    get written() {
        return [...this.querySelectorAll(FIELDS)].filter(isChanged);
    }

    get isInHand() {
        const { activeElement } = document;
        return this.written.length > 0 || (this.contains(activeElement) && activeElement.matches(FIELDS));
    }

    async moved({ ref, seq, text, isOwn }) {
        const isBehind = () => !this.isBusy && this.article?.dataset.ref === ref && Number(this.article.dataset.seq) < seq;
        const isOurs = isOwn || this.isMine;
        const isFree = () => isOurs || !this.isInHand;
        if (isBehind() && isFree()) await this.show(isOurs ? "" : text, () => isBehind() && isFree());
        this.isMine = false;
        if (isBehind() && !isFree()) {
            this.tell(say("caseMoved", { what: text }), { action: say("caseShow"), act: () => this.show(text) });
        }
    }

    // `still`: whether it is to be shown, asked again once the answer is there.
    async show(text, still = () => true) {
        const { url } = this.querySelector("#desk-case")?.dataset ?? {}; // the address may be of a search since
        const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
        const answer = await fetch(url ? url + location.search : location.href, { headers, cache: "no-store" }).catch(() => null);
        const html = (await answer?.text()) ?? "";
        if (!still()) return undefined;
        if (!answer?.ok || WHOLE.test(html)) return this.tell(say("caseGone"));
        const { activeElement } = document;
        const wasHere = this.contains(activeElement);
        const kept = this.written.map((field) => [field.id, field.name, field.value, field.checked]);
        await window.htmx.swap({ sourceElement: this, target: this, text: html, swap: "innerMorph" });
        const lost = kept.filter((one) => !this.write(one)).map(([, , value]) => value);
        for (const next of [activeElement, this.querySelector("h1")]) if (wasHere) take(document.getElementById(next.id) ?? next);
        if (lost.length) this.tell(say("caseLost", { text: lost.join("\n") }));
        else if (text) this.tell(say("caseShown", { what: text }));
        return undefined;
    }

    // Back into the field that it was written in; false when there is no such field any more.
    write([id, name, value, checked]) {
        const field = this.querySelector(id ? `#${CSS.escape(id)}` : `[name="${CSS.escape(name)}"]`);
        if (!field) return false;
        if (field.matches("[type=radio], [type=checkbox]")) field.checked = checked;
        else field.value = value;
        field.closest("details")?.setAttribute("open", "");
        return true;
    }

    tell(text, more = {}) {
        this.told?.remove();
        this.told = note(text, { level: more.action ? "warn" : "", ...more });
        this.told.classList.add("desk__told");
        const button = this.told.querySelector("button");
        if (button) button.dataset.key = "r";
        (this.querySelector("#desk-case") ?? this).prepend(this.told);
    }
}

function isChanged(field) {
    if (field.matches("[type=radio], [type=checkbox]")) return field.checked && !field.defaultChecked;
    if (!field.matches("select")) return field.value !== field.defaultValue;
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(0, first);
}
