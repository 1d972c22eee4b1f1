// Keys that are pressed before the keyboard of a desk is there are kept for it.

export const early = [];
const TYPING = "input, textarea, select";
const KEY = /^[a-z1-9?/[\].]$/;

function keep(event) {
    const isOther = event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING);
    if (isOther || !KEY.test(event.key)) return;
    event.preventDefault(); // "/" would open the browser's own search
    early.push(event.key);
}

if (document.querySelector("lx-keys")) {
    document.addEventListener("keydown", keep);
    customElements.whenDefined("lx-keys").then(() => document.removeEventListener("keydown", keep));
}
