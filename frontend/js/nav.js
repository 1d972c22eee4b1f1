// The groups of the side bar stay as somebody left them: a cookie tells the server, so that the next
// page comes that way. What is unfolded over the page closes with Escape or a press beside it.

const NAME = "lianxin_nav";
const SHEETS = "details.nav__more[open], details.menu[open]";
const { home } = document.documentElement.dataset;

document.addEventListener("click", ({ target }) => {
    const summary = target.closest(".nav__group > summary");
    if (summary) keep(summary.parentElement.dataset.group, !summary.parentElement.open);
    for (const sheet of document.querySelectorAll(SHEETS)) if (!sheet.contains(target)) sheet.open = false;
});

document.addEventListener("keydown", (event) => {
    const sheet = event.key === "Escape" && document.querySelector(SHEETS);
    if (!sheet) return;
    event.stopPropagation();
    sheet.open = false;
    sheet.querySelector("summary").focus();
}, true);

function keep(group, isOpen) {
    const others = kept().filter((key) => key && key.replace(/^-/, "") !== group);
    const value = [...others, isOpen ? group : `-${group}`].join(".");
    const safe = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${NAME}=${value}; path=${home}; max-age=31536000; samesite=lax${safe}`;
}

function kept() {
    return (new RegExp(`(?:^|; )${NAME}=([^;]*)`).exec(document.cookie)?.[1] ?? "").split(".");
}
