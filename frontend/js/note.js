// What scripts say: a notice in the shape of parts/notice.html, a line in that of parts/flashes.html.

export function note(text, { level = "", action, act } = {}) {
    const box = document.createElement("div");
    box.className = level ? `notice notice--${level}` : "notice";
    box.setAttribute("role", "status");
    const body = document.createElement("p");
    body.className = "notice__body";
    body.textContent = text;
    box.append(body);
    if (action) {
        const button = document.createElement(typeof act === "string" ? "a" : "button");
        button.className = "button button--small button--plain";
        button.textContent = action;
        if (typeof act === "string") button.href = act;
        else {
            button.type = "button";
            button.addEventListener("click", act);
        }
        box.append(button);
    }
    return box;
}

// Instead of what was said before.
export function flash(text, level = "success") {
    const place = document.getElementById("flashes");
    if (!place) return;
    const line = document.createElement("div");
    line.className = `flash flash--${level}`;
    const body = document.createElement("p");
    body.className = "flash__text";
    body.textContent = text;
    line.append(body);
    place.replaceChildren(line);
}
