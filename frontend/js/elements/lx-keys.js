// The keyboard of work: j and k move over the rows and on to the next page, letters press what has
// that data-key (in the current row first), o and d lead into the open case, Escape leads back,
// / searches, . finds a deed by its name, ? explains. Typing in a field is never disturbed.

import { early } from "../early.js";
import { isLost } from "../focus.js";
import { flash } from "../note.js";
import { Palette } from "../palette.js";
import { send } from "../queue.js";
import { say } from "../words.js";

const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
const ROWS = ".rows__row";
const FIELD = "input:not([type=hidden]), textarea, select";
const AHEAD = /^([jkamz1-9]|Enter)$/; // may be pressed before the answer to the last one is there
const FORMS = /^[b-ilo-qs-y]$/; // these open a form of the case
const ANYTIME = /^[./?]$/; // these touch nothing that an answer under way could change
const MOST_AHEAD = 20;
const STARTLED = 1500; // milliseconds in which nothing is done to a row that nobody chose
const REF = /[A-Z]+-\d\d-\d+/;

// Nothing that Enter would press by itself.
const idle = (element) => !element?.closest("a, button, summary, input, select, textarea");

export default class Keys extends HTMLElement {
    connectedCallback() {
        this.ahead = [];
        this.mine = new Set();
        this.surprised = -STARTLED;
        this.palette = new Palette(this.querySelector(".palette"), {
            use: (found) => this.use(found),
            isBusy: () => this.isBusy || this.ahead.length > 0,
        });
        this.heard = {
            keydown: (event) => this.press(event),
            "htmx:before:request": ({ detail }) => this.began(detail.ctx),
            "htmx:finally:request": ({ detail }) => this.ended(detail.ctx),
            "htmx:after:swap": ({ detail }) => this.settle(Boolean(detail?.ctx?.request)),
            "lx-moved": ({ detail }) => (this.took = detail),
            submit: (event) => this.takeBack(event),
            click: ({ target }) => this.mark(target.closest(ROWS)),
        };
        for (const name in this.heard) document.addEventListener(name, this.heard[name]);
        this.main.addEventListener("toggle", (event) => this.enter(event.target), true);
        this.querySelector(".keys__open").addEventListener("click", () => this.palette.open());
        this.kept = this.current?.id;
        this.ahead.push(...early.splice(0));
        this.goOn();
    }

    disconnectedCallback() {
        for (const name in this.heard) document.removeEventListener(name, this.heard[name]);
    }

    press(event) {
        const { key, target } = event;
        if (key === "Enter" && (event.ctrlKey || event.metaKey)) return this.sendOff(event);
        if (document.querySelector("dialog[open]") || event.altKey || event.isComposing) return;
        if (event.ctrlKey || event.metaKey) {
            if (key.toLowerCase() !== "k") return;
            event.preventDefault();
            this.palette.open();
            return;
        }
        if (key === "Escape" ? this.leave(target) : this.takes(key, target)) event.preventDefault();
    }

    // Out of a field of several lines too.
    sendOff(event) {
        const { form } = event.target;
        if (event.isComposing || !event.target.matches(FIELD) || !this.main.contains(form)) return;
        event.preventDefault();
        form.requestSubmit();
    }

    takes(key, target) {
        if (target.closest(TYPING)) return false;
        if (key === "ArrowDown" || key === "ArrowUp") return this.step(target, key === "ArrowDown" ? 1 : -1);
        if (key === "Enter" && target.matches(".deeds__deed:not([open]) > summary")) return this.use(target) ?? true;
        if (this.isBusy && !ANYTIME.test(key) && (key !== "Enter" || idle(target) || target.closest(ROWS))) return this.later(key);
        return (key !== "Enter" || idle(target)) && this.act(key);
    }

    // What was pressed ahead. After a key that opens a form nothing more is taken until it is
    // there: it was meant to be written.
    later(key) {
        const isKnown = AHEAD.test(key) || FORMS.test(key);
        const last = this.ahead.at(-1) ?? "";
        const isMeant = !FORMS.test(last) || (last === "o" && key === "Enter");
        if (isKnown && isMeant && this.ahead.length < MOST_AHEAD) this.ahead.push(key);
        return isKnown;
    }

    act(key) {
        const deed = this.deed(key);
        deed?.();
        return Boolean(deed);
    }

    deed(key) {
        const own = {
            j: () => this.move(1),
            k: () => this.move(-1),
            o: () => this.begin(),
            d: () => this.summaries[0]?.focus(),
            "?": () => this.querySelector(".keys__help")?.showModal(),
            ".": () => this.palette.open(),
            "/": () => this.search(),
            "]": () => this.turn("next"),
            "[": () => this.turn("prev"),
            Enter: () => this.open(),
        };
        if (Object.hasOwn(own, key)) return own[key];
        const keyed = `[data-key="${CSS.escape(key)}"]`;
        const found = this.current?.querySelector(keyed) ?? document.querySelector(keyed);
        return found && (() => this.use(found));
    }

    use(found) {
        if (found.closest(ROWS) && performance.now() < this.surprised + STARTLED) return;
        if (found.matches(".deeds__main")) this.begin();
        else if (found.matches("input[type=search]")) this.search();
        else if (found.matches(FIELD)) found.focus();
        else if (found.matches("summary")) this.unfold(found);
        else this.click(found);
    }

    // What puts words into a field leads there.
    click(found) {
        const { hxTarget } = found.dataset;
        const filled = hxTarget && document.querySelector(hxTarget);
        if (filled?.matches(FIELD)) filled.focus();
        found.click();
    }

    // At once: what is typed next is meant for its form.
    unfold(summary) {
        const details = summary.parentElement;
        details.open = true;
        summary.focus();
        this.into(details.querySelector("form") ?? details);
    }

    open() {
        const { activeElement } = document;
        const link = idle(activeElement) ? this.current?.querySelector("a") : activeElement;
        link?.focus();
        if (link?.form && link.matches(FIELD)) link.form.requestSubmit();
        else link?.click();
    }

    // Whoever opens the form of a deed by its summary goes on writing.
    enter(details) {
        if (!details.open || document.activeElement !== details.querySelector("summary")) return;
        if (details.matches(".deeds__deed")) this.into(details.querySelector("form"));
    }

    begin() {
        const main = document.querySelector(".deeds__main form");
        if (main) this.into(main);
        else this.summaries[0]?.focus();
    }

    into(form) {
        (form.querySelector("input:checked") ?? form.querySelector(FIELD) ?? form.querySelector("button, a"))?.focus();
    }

    get summaries() {
        return [...document.querySelectorAll(".deeds__deed > summary")];
    }

    step(target, way) {
        const all = this.summaries;
        const here = all.indexOf(target);
        if (here < 0) return false;
        all[Math.min(all.length - 1, Math.max(0, here + way))].focus();
        return true;
    }

    // Out of the form to its deed, else back to the list. What was written stays.
    leave(target) {
        const deed = target.closest("#case-detail details[open]");
        const back = deed ? deed.querySelector("summary") : this.current?.querySelector("a");
        if (deed) deed.open = false;
        if (!back) return target.closest(TYPING) ? target.blur() ?? true : false;
        if (!deed) this.current.scrollIntoView({ block: "nearest" });
        back.focus();
        return true;
    }

    search() {
        const field = this.main.querySelector("input[type=search]");
        field?.closest("details")?.setAttribute("open", "");
        field?.focus();
        field?.select();
    }

    turn(rel) {
        this.main.querySelector(`.pager [rel=${rel}]`)?.click();
    }

    // --- What is under way ---------------------------------------------------------------------

    began(ctx) {
        if (!this.main.contains(ctx.sourceElement)) return;
        this.isBusy = true;
        const ref = REF.exec(ctx.request.action)?.[0];
        if (ctx.request.method !== "GET" && ref) this.mine.add(`row-${ref}`);
    }

    ended(ctx) {
        this.isBusy = false;
        if ((ctx.response?.status ?? 500) >= 400) this.ahead = [];
        setTimeout(() => this.goOn());
    }

    // Undone without leaving the page, so that a letter being written stays.
    async takeBack(event) {
        const form = event.target;
        if (!form.closest("#flashes") || !this.main.querySelector("lx-pane")) return;
        event.preventDefault();
        this.isBusy = true;
        const answer = await send(form.action, new FormData(form), "application/json").catch(() => null);
        const { said, message, ref, seq } = (await answer?.json().catch(() => null)) ?? {};
        flash(said ?? message ?? say("failed"), said ? "success" : "warning");
        this.mine.add(`row-${ref}`);
        if (ref) document.dispatchEvent(new CustomEvent("lx-moved", { detail: { ref, seq, isOwn: true } }));
        await this.main.querySelector("lx-poll")?.ask();
        this.isBusy = false;
        this.goOn();
    }

    goOn() {
        while (this.ahead.length && !this.isBusy) this.act(this.ahead.shift());
        this.palette.refresh();
    }

    // --- Which row is meant --------------------------------------------------------------------

    get main() {
        return document.getElementById("main");
    }

    get rows() {
        return [...this.main.querySelectorAll(ROWS)];
    }

    get current() {
        return this.rows.find((row) => row.getAttribute("aria-current") === "true");
    }

    // The current row stays current when the list is asked for again; when it has gone, the one
    // that stands in its place. Whoever is at work elsewhere keeps the focus.
    settle(isOwn) {
        this.palette.refresh();
        const row = document.getElementById(this.kept);
        if (row || !this.kept) return this.mark(row);
        const { rows } = this;
        const next = rows[Math.min(this.place ?? 0, rows.length - 1)];
        if (!isOwn && !this.mine.has(this.kept)) this.startle(this.kept);
        this.kept = "";
        this.mark(next);
        if (isLost() || document.activeElement.contains(next ?? null)) next?.querySelector("a")?.focus();
        return undefined;
    }

    // Somebody else took the row: the next key may have been meant for it.
    startle(id) {
        this.surprised = performance.now();
        this.ahead = [];
        const ref = REF.exec(id)?.[0] ?? "";
        const what = this.took?.ref === ref ? this.took.text : "";
        flash(say(what ? "rowTaken" : "rowGone", { ref, what }), "warning");
    }

    mark(row) {
        if (!row || !this.main.contains(row)) return;
        for (const other of this.rows) other.removeAttribute("aria-current");
        row.setAttribute("aria-current", "true");
        this.kept = row.id;
        this.place = this.rows.indexOf(row);
    }

    move(way) {
        const { rows, current } = this;
        const next = rows[rows.indexOf(current) + way];
        if (!next) return this.turn(way > 0 ? "next" : "prev");
        this.mark(next);
        next.querySelector("a")?.focus();
        next.scrollIntoView({ block: "nearest" });
        return undefined;
    }
}
