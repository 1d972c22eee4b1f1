// Fills latitude and longitude (WGS-84) when the person asks for it.

import { say } from "../words.js";

const OPTIONS = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 };

export default class Locate extends HTMLElement {
    connectedCallback() {
        const button = this.querySelector("button");
        if (!navigator.geolocation || !button) return;
        button.hidden = false;
        button.addEventListener("click", () => this.ask());
    }

    ask() {
        this.tell("locating");
        navigator.geolocation.getCurrentPosition(
            ({ coords }) => this.fill(coords),
            () => this.tell("locateFailed"),
            OPTIONS,
        );
    }

    fill({ latitude, longitude, accuracy }) {
        this.querySelector("[name$=latitude]").value = latitude.toFixed(6);
        this.querySelector("[name$=longitude]").value = longitude.toFixed(6);
        this.tell("located", { metres: Math.round(accuracy) });
        this.dispatchEvent(new Event("change", { bubbles: true }));
    }

    tell(name, values) {
        this.querySelector("[role=status]").textContent = say(name, values);
    }
}
