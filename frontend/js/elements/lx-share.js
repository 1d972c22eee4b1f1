// Hands the text of another element to the phone's own way of sending. Where there is none, or
// without scripts, its button stays hidden.

export default class Share extends HTMLElement {
    connectedCallback() {
        const button = this.querySelector("button");
        button.hidden = !navigator.share;
        button.addEventListener("click", () => {
            const text = document.getElementById(this.dataset.from).textContent.trim();
            navigator.share({ text }).catch(() => {}); // she thought better of it
        });
    }
}
