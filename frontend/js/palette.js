// All that can be done now, found by a few letters: of the words, of their pinyin, or of the name
// that the deed has in addresses. It knows no deed by name: it offers what stands on the page.

import { initialsAt } from "./initials.js";
import { say } from "./words.js";

const PRESSED = ":is(button, summary, a[href])";
const SOURCES = [
    "#flashes form button, .desk__told button",
    "#case-detail .deeds__main, #case-detail .deeds__deed > summary",
    `#case-detail ${PRESSED}`,
    `.rows__row[aria-current=true] ${PRESSED}`,
    `.page-head ${PRESSED}, .kpi[href], .kpi a, input[type=search], .pager a, .card__foot a`,
    ".nav__groups a",
];
const NOT = ".deeds button, .leaflet-container *, dialog *, [hidden], [href^='tel:']";

export class Palette {
    // `use` presses what was chosen; `isBusy` tells whether the page is still waiting for an answer.
    constructor(dialog, { use, isBusy }) {
        Object.assign(this, { dialog, use, isBusy });
        this.field = dialog.querySelector("input");
        this.list = dialog.querySelector("[role=listbox]");
        this.told = dialog.querySelector("[role=status]");
        this.field.addEventListener("input", () => {
            this.isMeant = false;
            this.show();
        });
        this.field.addEventListener("keydown", (event) => this.press(event));
        this.list.addEventListener("click", ({ target }) => this.choose(target.closest("[role=option]")));
        dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
    }

    open() {
        this.field.value = "";
        this.dialog.showModal();
        this.refresh();
    }

    // The page has changed under it: what is offered is what is there now.
    refresh() {
        if (!this.dialog.open) return;
        this.moves = collect();
        this.show();
        if (this.isMeant && !this.isBusy()) this.choose(this.active);
    }

    show() {
        this.found = matching(this.moves, this.field.value);
        this.list.replaceChildren(...this.found.map(option));
        this.told.textContent = say(this.found.length ? "paletteCount" : "paletteNone", { n: this.found.length });
        this.mark(this.list.firstElementChild);
    }

    press(event) {
        if (event.isComposing) return;
        const { key } = event;
        if (key === "Enter") this.isMeant = !this.choose(this.active) && this.isBusy();
        else if (key === "ArrowDown") this.mark(this.active?.nextElementSibling ?? this.list.firstElementChild);
        else if (key === "ArrowUp") this.mark(this.active?.previousElementSibling ?? this.list.lastElementChild);
        else if (key === "Escape") this.dialog.close();
        else return;
        event.preventDefault();
        event.stopPropagation();
    }

    get active() {
        return this.list.querySelector("[aria-selected=true]");
    }

    mark(option) {
        this.active?.setAttribute("aria-selected", "false");
        option?.setAttribute("aria-selected", "true");
        option?.scrollIntoView({ block: "nearest" });
        this.field.setAttribute("aria-activedescendant", option?.id ?? "");
    }

    // False while the page is waiting: what is meant may be about to come.
    choose(option) {
        const move = this.found[[...this.list.children].indexOf(option)];
        if (!move || this.isBusy()) return false;
        this.isMeant = false;
        this.dialog.close();
        this.use(move.element);
        return true;
    }
}

function collect() {
    const elements = new Set(SOURCES.flatMap((source) => [...document.querySelectorAll(source)]));
    const moves = [...elements].filter(isOffered).map((element) => ({
        element,
        label: element.placeholder || text(element.querySelector("h3") ?? element).slice(0, 80),
        group: group(element),
        key: element.matches(".deeds__main") ? "o" : (element.dataset.key ?? ""),
        name: name(element),
    }));
    return moves.filter(({ label }) => label);
}

// What is folded away is offered by what unfolds it; the ways at the side are always.
function isOffered(element) {
    if (element.matches(".nav__link")) return true;
    const folded = (element.matches("summary") ? element.parentElement.parentElement : element).closest("details:not([open])");
    return !(folded && element.type !== "search") && !element.matches(NOT);
}

function text(element) {
    const copy = element.cloneNode(true);
    for (const drawn of copy.querySelectorAll("kbd, svg, .field, .deed__texts, .deed__hint, .stack-2")) drawn.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
}

function group(element) {
    const within = element.parentElement.closest("section, [role=group], .nav__list[aria-labelledby], nav");
    const label = document.getElementById(within?.getAttribute("aria-labelledby")) ?? within?.querySelector("h2, h3");
    if (element.matches(".deeds__main")) return "";
    return label ? text(label) : (within?.getAttribute("aria-label") ?? "");
}

// As the deed is called in its address: “ask_help”.
function name(element) {
    const deed = element.closest("[id^=deed-]")?.id.replace("deed-", "");
    const form = element.matches("summary") ? element.parentElement.querySelector("form") : element.form;
    const action = element.getAttribute("formaction") ?? form?.getAttribute("action") ?? "";
    return (deed ?? /(\w+)\/(\?.*)?$/.exec(action)?.[1] ?? "").replaceAll("_", " ");
}

function matching(moves, typed) {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const ranked = moves.map((move) => [move, words.reduce((sum, word) => sum + rank(move, word), 0)]);
    return ranked.filter(([, score]) => score < Infinity).sort((one, other) => one[1] - other[1]).map(([move]) => move);
}

function rank({ label, group: about, name: called, key }, word) {
    const low = label.toLowerCase();
    const at = initialsAt(label, word);
    const tests = [
        low.startsWith(word) || key === word,
        at === 0,
        ` ${low} ${called}`.includes(` ${word}`),
        low.includes(word),
        at > 0,
        about.toLowerCase().includes(word) || initialsAt(about, word) === 0,
    ];
    const first = tests.indexOf(true);
    return first < 0 ? Infinity : first;
}

function option({ label, group: about, key }, number) {
    const row = document.createElement("li");
    row.id = `palette-${number}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    for (const [tag, style, shown] of [["span", "palette__label", label], ["span", "sub", about], ["kbd", "", key]]) {
        if (!shown) continue;
        const part = document.createElement(tag);
        part.className = style;
        part.textContent = shown;
        row.append(part, " ");
    }
    return row;
}
