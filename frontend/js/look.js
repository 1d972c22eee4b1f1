// Theme and large type change at once; the server remembers them in the background.

const root = document.documentElement;
const apply = {
    theme: (value) => (value === "auto" ? delete root.dataset.theme : (root.dataset.theme = value)),
    size: (value) => (value === "elder" ? (root.dataset.size = value) : delete root.dataset.size),
};

document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!form.matches("[data-look]") || !apply[button?.name]) return;
    event.preventDefault();
    const body = new FormData(form);
    body.append(button.name, button.value);
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
    apply[button.name](button.value);
    press(form, button);
});

function press(form, button) {
    if (button.name === "size") {
        const on = button.value === "elder";
        button.setAttribute("aria-pressed", on);
        button.value = on ? "normal" : "elder";
        return;
    }
    for (const other of form.elements) {
        if (other.name === button.name) other.setAttribute("aria-pressed", other === button);
    }
}
