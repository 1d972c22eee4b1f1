// Shows how much has been written into the text area inside. data-most says how much may be.

export default class Count extends HTMLElement {
    connectedCallback() {
        this.area = this.querySelector("textarea");
        if (!this.area) return;
        this.shown = document.createElement("p");
        this.shown.className = "field__count num muted";
        this.area.after(this.shown);
        this.area.addEventListener("input", () => this.show());
        this.show();
    }

    show() {
        const length = [...this.area.value.trim()].length;
        this.shown.textContent = `${length} / ${this.dataset.most}`;
        this.shown.classList.toggle("field__count--over", length > Number(this.dataset.most));
    }
}
