// Keeps 还剩 3 小时 05 分 true while the page stays open.

import { say } from "../words.js";

const MINUTE = 60_000;
const DAYS_FROM = 48;

export default class RelativeTime extends HTMLElement {
    connectedCallback() {
        this.timer = setInterval(() => this.tick(), MINUTE / 2);
    }

    disconnectedCallback() {
        clearInterval(this.timer);
    }

    tick() {
        const time = this.querySelector("time");
        const left = new Date(time.dateTime) - Date.now();
        time.textContent = say(left < 0 ? "over" : "left", { span: span(Math.abs(left)) });
        const due = this.closest(".due");
        if (left < 0 && due) due.classList.replace("due--soon", "due--over");
    }
}

function span(length) {
    const total = Math.floor(length / MINUTE);
    const hours = Math.floor(total / 60);
    const minutes = total % 60;
    if (hours >= DAYS_FROM) return say("days", { days: Math.floor(hours / 24), hours: hours % 24 });
    if (hours) return say("hours", { hours, minutes: String(minutes).padStart(2, "0") });
    return say("minutes", { minutes });
}
