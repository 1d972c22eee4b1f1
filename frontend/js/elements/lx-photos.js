// Shows chosen pictures, makes them small enough to send, lets each be taken out again.

import { say } from "../words.js";

const EDGE = 1600;
const QUALITY = 0.82;

export default class Photos extends HTMLElement {
    connectedCallback() {
        this.input = this.querySelector("input[type=file]");
        this.most = Number(this.input.dataset.most ?? 6);
        this.files = [];
        this.list = document.createElement("ul");
        this.list.className = "photos";
        this.status = document.createElement("p");
        this.status.className = "muted";
        this.status.setAttribute("role", "status");
        this.append(this.list, this.status);
        this.input.addEventListener("change", () => this.take());
    }

    async take() {
        const chosen = [...this.input.files].filter((file) => file.type.startsWith("image/"));
        const room = this.most - this.files.length;
        this.files.push(...(await Promise.all(chosen.slice(0, room).map(shrink))));
        this.show(chosen.length > room ? "photoTooMany" : "photoCount");
    }

    remove(file) {
        this.files = this.files.filter((other) => other !== file);
        this.show("photoCount");
        this.input.focus();
    }

    show(word) {
        const given = new DataTransfer();
        for (const file of this.files) given.items.add(file);
        this.input.files = given.files;
        this.list.replaceChildren(...this.files.map((file) => this.preview(file)));
        this.status.textContent = say(word, { count: this.files.length, most: this.most });
    }

    preview(file) {
        const item = document.createElement("li");
        item.className = "photos__photo";
        const image = document.createElement("img");
        image.alt = file.name;
        image.src = URL.createObjectURL(file);
        image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
        const button = document.createElement("button");
        button.type = "button";
        button.className = "photos__remove";
        button.textContent = "✕";
        button.setAttribute("aria-label", say("photoRemove", { name: file.name }));
        button.addEventListener("click", () => this.remove(file));
        item.append(image, button);
        return item;
    }
}

async function shrink(file) {
    try {
        const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
        const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(picture.width * scale);
        canvas.height = Math.round(picture.height * scale);
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
        const name = file.name.replace(/\.\w+$/, "") + ".jpg";
        return blob && blob.size < file.size ? new File([blob], name, { type: blob.type }) : file;
    } catch {
        return file; // a kind of picture this browser cannot draw: the server looks at it
    }
}
