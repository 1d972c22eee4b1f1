// The page as the service worker keeps it for when the network is away.

const store = () => {
    const { home } = document.documentElement.dataset;
    return home && "caches" in window ? caches.open(`lianxin-pages-${home}`) : null;
};

// The first time a page is opened the service worker is not there yet to keep it.
export async function keepPage() {
    const pages = await store();
    if (pages && !(await pages.match(location.href))) await pages.add(location.href).catch(() => {});
}

// Asks for this page anew and keeps it. Null without a network, and where one must sign in first.
export async function renewPage() {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok || answer.redirected) return null;
    await (await store())?.put(location.href, answer.clone());
    return new DOMParser().parseFromString(await answer.text(), "text/html");
}
