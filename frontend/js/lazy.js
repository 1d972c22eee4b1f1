// Which file defines which element. Each is fetched once, when a page first holds it.

const elements = {
    "lx-chart": () => import("./elements/lx-chart.js"),
    "lx-copy": () => import("./elements/lx-copy.js"),
    "lx-count": () => import("./elements/lx-count.js"),
    "lx-door": () => import("./elements/lx-door.js"),
    "lx-draft": () => import("./elements/lx-draft.js"),
    "lx-keys": () => import("./elements/lx-keys.js"),
    "lx-locate": () => import("./elements/lx-locate.js"),
    "lx-map": () => import("./elements/lx-map.js"),
    "lx-offline-deed": () => import("./elements/lx-offline-deed.js"),
    "lx-offline-queue": () => import("./elements/lx-offline-queue.js"),
    "lx-pane": () => import("./elements/lx-pane.js"),
    "lx-photos": () => import("./elements/lx-photos.js"),
    "lx-poll": () => import("./elements/lx-poll.js"),
    "lx-relative-time": () => import("./elements/lx-relative-time.js"),
    "lx-relevant": () => import("./elements/lx-relevant.js"),
    "lx-remember": () => import("./elements/lx-remember.js"),
    "lx-round": () => import("./elements/lx-round.js"),
    "lx-share": () => import("./elements/lx-share.js"),
};

export function upgrade() {
    for (const [name, load] of Object.entries(elements)) {
        if (!customElements.get(name) && document.querySelector(name)) {
            load().then(({ default: element }) => {
                if (!customElements.get(name)) customElements.define(name, element);
            });
        }
    }
}
