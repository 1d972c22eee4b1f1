// The door of a session. Tickets are known from a list that this phone keeps, so that it works
// without a network; what was seen is sent in when there is one.

import { add, device, flush, isRefused, list, refresh, scans, start } from "../door.js";
import { keepPage } from "../kept.js";
import { newKey } from "../queue.js";

const TICKET = /([A-Z]{1,6}B-\d{2}-\d{5,})[/ ]+([0-9A-Z-]{20,30})/;
const LEVELS = { PRESENT: "good", AGAIN: "warn", WAITING: "warn" };
const HERE = { HELD: "PRESENT", MISSED: "PRESENT", DONE: "AGAIN", WAITING: "WAITING" };
const SHOWN = 8; // of those whose name or number fits
const TWICE = 4_000; // a camera that still looks at the same ticket
const AGAIN = 150;
const MINUTE = 60_000;

export default class Door extends HTMLElement {
    async connectedCallback() {
        this.form = this.querySelector("form");
        if (!this.form || !crypto.subtle) return; // not over https: the form goes to the server
        this.words = JSON.parse(this.querySelector("script").textContent);
        this.input = this.form.elements.text;
        this.idle = this.load();
        this.form.addEventListener("submit", (event) => this.typed(event));
        this.input.addEventListener("input", () => this.find());
        this.listen = () => this.queue(() => this.load());
        addEventListener("lx-door", this.listen);
        this.offerCamera();
        for (const part of this.querySelectorAll("[data-scripted]")) part.hidden = false;
        await this.idle;
        this.dataset.ready = "";
        await start();
        await this.renew();
        this.timer = setInterval(() => document.hidden || this.renew(), MINUTE);
        await keepPage();
    }

    disconnectedCallback() {
        removeEventListener("lx-door", this.listen);
        clearInterval(this.timer);
        this.shut();
    }

    // What the other phones of this door have seen.
    async renew() {
        if (await refresh(this.place)) this.listen();
    }

    get place() {
        return { slot: this.dataset.slot, tickets: this.dataset.tickets, sync: this.dataset.sync };
    }

    // One after the other, in the order in which they came to the door.
    queue(act) {
        this.idle = this.idle.then(act);
        return this.idle;
    }

    typed(event) {
        event.preventDefault();
        const text = this.input.value.trim();
        if (!text) return this.input.focus();
        this.input.value = "";
        this.find();
        return this.queue(() => this.take(text));
    }

    async load() {
        this.list = await list(this.dataset.slot);
        this.tickets = new Map(this.list?.tickets.map((ticket) => [ticket.ref, ticket]));
        this.seen = await scans(this.dataset.slot);
        this.mine = new Set(this.seen.filter(({ seen }) => seen === "PRESENT").map(({ ref }) => ref));
        this.show();
    }

    async take(text, { byHand = false } = {}) {
        const { ref, seen } = byHand ? this.known(text) : await this.judge(text);
        const scan = { key: newKey(), text, ref, seen, byHand, device: device(), at: Date.now(), ...this.place };
        await add(scan);
        this.seen.push(scan);
        if (seen === "PRESENT") this.mine.add(ref);
        this.tell(ref, seen);
        this.show();
        if (navigator.onLine) flush();
    }

    async judge(typed) {
        const [, ref, code] = TICKET.exec(typed.normalize("NFKC").toUpperCase()) ?? [];
        const ticket = this.tickets.get(ref);
        if (!ticket || ticket.mark !== (await mark(ref, code))) {
            return { ref: ref ?? typed.slice(0, 60), seen: "UNKNOWN" };
        }
        return this.known(ref);
    }

    known(ref) {
        const { state } = this.tickets.get(ref);
        return { ref, seen: this.mine.has(ref) ? "AGAIN" : (HERE[state] ?? "CANCELLED") };
    }

    tell(ref, seen) {
        const ticket = this.tickets.get(ref);
        const who = ticket ? `${ticket.name} · ${this.say("seats", { n: ticket.seats })}` : "";
        const box = document.createElement("div");
        box.className = `notice notice--${LEVELS[seen] ?? "bad"} door__told`;
        const body = line("div", "");
        body.append(line("strong", this.words[seen]), line("p", [who, ref].filter(Boolean).join(" · ")));
        if (seen === "UNKNOWN") body.append(line("p", this.words.perhapsLater));
        box.append(body);
        this.part("told").replaceChildren(box);
        navigator.vibrate?.(seen === "PRESENT" ? 60 : [120, 80, 120]);
    }

    show() {
        const came = [...this.tickets.values()].filter(
            ({ ref, state }) => state === "DONE" || (state !== "CANCELLED" && this.mine.has(ref)),
        );
        if (this.list) this.part("present").textContent = came.reduce((sum, { seats }) => sum + seats, 0);
        const waits = this.seen.filter(({ told }) => !told).length;
        const name = waits ? (isRefused() && navigator.onLine ? "signIn" : "waits") : "sent";
        this.part("queued").textContent = this.say(this.list ? name : "noList", { n: waits });
        this.part("queued").classList.toggle("door__queued--waits", waits > 0);
        this.look();
    }

    // What the server knows of, and what this phone has not sent yet.
    look() {
        const odd = this.seen.filter(({ seen, told }) => seen !== "PRESENT" && !told);
        const rows = [
            ...odd.map(({ ref, at, seen }) => [ref, time(at), this.words[seen], this.words.unsent]),
            ...(this.list?.look ?? []).map(({ ticket, ...more }) => [ticket, ...Object.values(more)]),
        ];
        this.part("look").hidden = !rows.length;
        this.part("rows").replaceChildren(...rows.map(([ticket, ...more]) => {
            const item = document.createElement("li");
            item.append(line("strong", ticket), ` ${more.filter(Boolean).join(" · ")}`);
            return item;
        }));
    }

    // Whoever has no ticket at hand tells her name or the end of her number.
    find() {
        const text = this.input.value.trim().toUpperCase();
        const fits = ({ ref, name }) => ref.endsWith(text) || name.startsWith(text.slice(0, 1));
        const found = text && text.length < 8 ? [...this.tickets.values()].filter(fits) : [];
        this.part("found").replaceChildren(...found.slice(0, SHOWN).map((ticket) => this.row(ticket)));
        this.part("more").textContent =
            found.length > SHOWN ? this.say("more", { n: found.length - SHOWN }) : "";
    }

    row({ ref, name, seats }) {
        const item = document.createElement("li");
        item.className = "rows__row";
        const button = line("button", this.words.markHere);
        button.type = "button";
        button.className = "button button--small";
        const about = `${name} · ${this.say("seats", { n: seats })} · ${ref}`;
        button.setAttribute("aria-label", `${this.words.markHere} ${about}`);
        button.addEventListener("click", () => {
            this.input.value = "";
            this.find();
            this.input.focus();
            this.queue(() => this.take(ref, { byHand: true }));
        });
        item.append(line("span", about), button);
        return item;
    }

    offerCamera() {
        const button = this.part("camera");
        if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
        button.hidden = false;
        button.addEventListener("click", () => (this.stream ? this.shut() : this.open()));
    }

    async open() {
        const video = this.part("video");
        try {
            this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        } catch {
            this.part("told").replaceChildren(line("p", this.words.noCamera));
            return;
        }
        video.srcObject = this.stream;
        video.hidden = false;
        this.part("camera").querySelector("span").textContent = this.words.shut;
        video.play().catch(() => {});
        const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
        for (let last = ["", 0]; this.stream; await pause(AGAIN)) {
            const [code] = await detector.detect(video).catch(() => []);
            if (!code || (code.rawValue === last[0] && Date.now() - last[1] < TWICE)) continue;
            last = [code.rawValue, Date.now()];
            await this.queue(() => this.take(code.rawValue));
        }
    }

    shut() {
        for (const track of this.stream?.getTracks() ?? []) track.stop();
        this.stream = null;
        if (!this.words) return;
        this.part("video").hidden = true;
        this.part("camera").querySelector("span").textContent = this.words.open;
    }

    part(name) {
        return this.querySelector(`[data-part=${name}]`);
    }

    say(name, values) {
        return this.words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
    }
}

// As the server works it out of the code, without the list being able to make a ticket.
async function mark(ref, code) {
    const plain = code.replace(/O/g, "0").replace(/[IL]/g, "1").replaceAll("-", "");
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${ref} ${plain}`));
    return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 24);
}

function line(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
}

const pause = (time) => new Promise((done) => setTimeout(done, time));
const time = (at) => new Date(at).toTimeString().slice(0, 5);
