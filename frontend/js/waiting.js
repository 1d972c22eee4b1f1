// How many forms wait for the network. Kept beside the queue, so that most pages need not open it.

const NAME = "lx-waiting";

export function waiting() {
    try {
        return Number(localStorage.getItem(NAME) ?? 0);
    } catch {
        return 0;
    }
}

export function setWaiting(count) {
    if (count) localStorage.setItem(NAME, count);
    else localStorage.removeItem(NAME);
}
