// The round of who calls at doors. Each door's form is made here of the template of its campaign, so
// that the page works from a cold start without a network; what is written is on this phone's disk
// before the list comes back, and goes out by the queue.

import { correction, generate } from "lean-qr";
import { toSvg } from "lean-qr/extras/svg";

import { drafts } from "../drafts.js";
import { keepPage, renewPage } from "../kept.js";
import { upgrade } from "../lazy.js";
import { note } from "../note.js";
import { all, flush, newKey, put } from "../queue.js";

const LITTLE = 60_000_000; // bytes of room on the phone: some 100 pictures
const NUMBER = /\d{7,}/;

export default class Round extends HTMLElement {
    async connectedCallback() {
        this.words = JSON.parse(this.querySelector("script").textContent);
        this.addEventListener("click", (event) => this.clicked(event));
        this.listen = ({ detail }) => this.mark(detail);
        this.arrived = () => this.later();
        addEventListener("lx-queue", this.listen);
        addEventListener("lx-queue-settled", this.arrived);
        this.walk = () => this.turn();
        addEventListener("hashchange", this.walk);
        await this.mark(await all());
        this.turn();
        this.dataset.ready = "";
        navigator.storage?.persist?.().catch(() => {});
        await keepPage();
        await this.warn();
    }

    disconnectedCallback() {
        removeEventListener("lx-queue", this.listen);
        removeEventListener("lx-queue-settled", this.arrived);
        removeEventListener("hashchange", this.walk);
    }

    clicked(event) {
        const link = event.target.closest("a[data-campaign]");
        if (link && !event.ctrlKey && !event.metaKey && this.template(link)) {
            event.preventDefault();
            location.hash = link.closest("[data-door]").dataset.door;
        }
        if (event.target.closest("[data-part=back]")) this.back();
    }

    back() {
        location.replace("#");
        this.turn();
    }

    // The list, or the door that the address names: so the phone's own way back works.
    turn() {
        const row = this.row(location.hash.slice(1));
        const link = row?.querySelector("a[data-campaign]");
        const template = link && this.template(link);
        this.part("list").hidden = Boolean(template);
        this.part("door").hidden = !template;
        if (template) this.open(link, template);
        else this.close();
    }

    template({ dataset }) {
        return this.querySelector(`template[data-campaign="${CSS.escape(dataset.campaign)}"]`);
    }

    row(door) {
        return door ? this.querySelector(`[data-door="${CSS.escape(door)}"]`) : null;
    }

    open(link, template) {
        const page = template.content.cloneNode(true);
        const form = page.querySelector("form");
        form.action = link.href;
        form.elements.key.value = newKey();
        page.querySelector("lx-draft").dataset.key = `visit:${link.href}`;
        page.querySelector("[data-part=where]").textContent = link.dataset.where;
        page.querySelector("[data-part=before]").textContent = link.dataset.before;
        form.addEventListener("submit", (event) => this.submit(event, link));
        if (link.dataset.card) this.showCard(page.querySelector("[data-part=card]"), link.dataset);
        this.part("told").replaceChildren();
        this.part("door").replaceChildren(page);
        const refused = this.refused?.get(link.href);
        if (refused) this.giveBack(form, refused);
        upgrade();
        window.htmx?.process(this.part("door"));
        this.part("where").focus();
        scrollTo(0, 0);
    }

    // Drawn here, so that it can be held out in a house without a network.
    showCard(place, { card, where }) {
        const { href } = new URL(card, location);
        const code = toSvg(generate(href, { minCorrectionLevel: correction.M }), document, { off: "white" });
        code.classList.add("qr");
        code.setAttribute("role", "img");
        code.setAttribute("aria-label", this.words.card.replace("{where}", where));
        place.querySelector(".qr-large").append(code);
        place.hidden = false;
    }

    close() {
        this.part("door").replaceChildren();
        if (this.isStale) this.renew();
    }

    // What was not taken in comes back to be put right, under the key it had, its pictures too.
    giveBack(form, { key, fields, photos = [], said }) {
        form.elements.key.value = key;
        for (const [name, value] of fields) {
            const field = form.elements[name];
            const boxes = field instanceof RadioNodeList ? [...field] : [field];
            const box = boxes.find((one) => one?.value === value && /radio|checkbox/.test(one.type));
            if (box) box.checked = true;
            else if (field && !["file", "hidden"].includes(field.type)) field.value = value;
        }
        const given = new DataTransfer();
        for (const [, file] of photos) given.items.add(file);
        form.elements.photos.files = given.files;
        for (const fold of form.querySelectorAll("details")) fold.open = true;
        this.say(said, "bad");
    }

    async submit(event, link) {
        const form = event.target;
        event.preventDefault();
        if (this.busy || !this.isWhole(form)) return drafts.settle(`visit:${link.href}`, true);
        this.busy = true;
        const label = link.dataset.where;
        const photosUrl = new URL(link.dataset.photos, location).href;
        try {
            const page = location.pathname + location.hash;
            await put(form, { label, page, photosUrl, deed: true, quiet: true });
        } catch {
            drafts.settle(`visit:${link.href}`, true);
            return this.say(this.words.notSaved, "bad");
        } finally {
            this.busy = false;
        }
        drafts.drop(`visit:${link.href}`);
        this.back();
        this.part("told").replaceChildren(note(this.words.saved.replace("{where}", label), { level: "good" }));
        if (navigator.onLine) flush();
        return this.warn();
    }

    isWhole(form) {
        if (!form.elements.outcome.value) {
            this.say(this.words.pickOutcome, "bad");
            form.elements.outcome[0].focus();
            return false;
        }
        const found = this.noticed(form.elements.note.value);
        if (!found.length || form.elements.is_sure.checked) return true;
        this.say(this.words.noticed.replace("{words}", found.map((word) => `“${word}”`).join("、")), "bad");
        form.querySelector("[data-part=noticed]").hidden = false;
        form.elements.note.focus();
        return false;
    }

    // What had better not stand in a log; the server looks again.
    noticed(text) {
        const { harmless, PERSON: _people, ...matters } = this.words.warned;
        const plain = harmless.reduce((left, word) => left.replaceAll(word, "　"), text);
        const found = Object.values(matters).flat().filter((word) => plain.includes(word));
        return NUMBER.test(text) ? [...found, this.words.phone] : found;
    }

    // Beside each door what waits on this phone, and what has to be put right.
    async mark(forms) {
        this.refused = new Map(forms.filter(({ refused }) => refused).map((form) => [form.url, form]));
        const waiting = new Set(forms.filter(({ refused, told }) => !refused && !told).map(({ url }) => url));
        for (const link of this.querySelectorAll("a[data-campaign]")) {
            const place = link.closest("[data-door]").querySelector("[data-part=state]");
            place.querySelector("[data-waits]")?.remove();
            if (this.refused.has(link.href)) place.prepend(state(this.words.refused, "bad"));
            else if (waiting.has(link.href)) place.prepend(state(this.words.waits, "wait"));
        }
    }

    later() {
        this.isStale = true;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.part("list").hidden || this.renew(), 500);
    }

    // The list as the server has it now; kept, so that the next cold start shows it too.
    async renew() {
        this.isStale = false;
        const page = await renewPage();
        const fresh = page?.querySelector("[data-part=list]");
        if (!fresh || this.part("list").hidden) return;
        this.part("list").replaceWith(fresh);
        await this.mark(await all());
    }

    async warn() {
        const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
        if (quota - usage > LITTLE) return;
        const mb = Math.max(1, Math.ceil((quota - usage) / 1e6));
        this.part("told").append(note(this.words.nearlyFull.replace("{mb}", mb), { level: "warn" }));
    }

    say(text, level) {
        const place = this.part("said") ?? this.part("told");
        place.replaceChildren(note(text, { level }));
        place.scrollIntoView({ block: "center" });
    }

    part(name) {
        return this.querySelector(`[data-part=${name}]`);
    }
}

function state(text, level) {
    const made = document.createElement("span");
    made.className = `state state--${level}`;
    made.dataset.waits = "";
    made.textContent = text;
    return made;
}
