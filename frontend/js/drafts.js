// Drafts live in this browser until the form they belong to has been accepted.

const DRAFT = "lx-draft:";
const SENT = "lx-draft-sent:";
const WEEK = 7 * 24 * 3600 * 1000;

export const drafts = {
    read(key) {
        const found = JSON.parse(localStorage.getItem(DRAFT + key) ?? "null");
        return found && Date.now() - found.at < WEEK ? found.values : null;
    },
    keep(key, values) {
        localStorage.setItem(DRAFT + key, JSON.stringify({ at: Date.now(), values }));
    },
    drop(key) {
        localStorage.removeItem(DRAFT + key);
        sessionStorage.removeItem(SENT + key);
    },
    markSent(key) {
        sessionStorage.setItem(SENT + key, "1");
    },
    // Sent and not come back with errors: accepted.
    settle(key, refused) {
        if (!sessionStorage.getItem(SENT + key)) return;
        if (refused) sessionStorage.removeItem(SENT + key);
        else this.drop(key);
    },
};

function settleElsewhere() {
    if (document.querySelector("[data-offline]")) return;
    const here = new Set([...document.querySelectorAll("lx-draft")].map((e) => e.dataset.key));
    for (const name of Object.keys(sessionStorage)) {
        const key = name.startsWith(SENT) && name.slice(SENT.length);
        if (key && !here.has(key)) drafts.drop(key);
    }
}

try {
    settleElsewhere();
} catch {
    // Storage may be forbidden; then there are no drafts to settle.
}
