// Keeps the frame, and the pages that ask for it, for when the network is away. The server puts
// `self.SHELL` (home, version, offline, urls) before this script.

import { forgetLists } from "./door.js";

const SHELL = self.SHELL;
const FRAMES = `lianxin-frame-${SHELL.home}-`;
const FRAME = FRAMES + SHELL.version;
const HASHED = /\.[0-9a-f]{12}\.\w+$|\/chunks\//;
const PAGES = `lianxin-pages-${SHELL.home}`;

self.addEventListener("install", (event) => {
    event.waitUntil(
        caches
            .open(FRAME)
            .then((cache) => cache.addAll(SHELL.urls))
            .then(() => self.skipWaiting()),
    );
});

self.addEventListener("activate", (event) => {
    event.waitUntil(forget().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    // Whoever signs out leaves nothing behind on this device.
    if (request.method === "POST" && pathname.endsWith("/logout/")) {
        event.waitUntil(Promise.all([caches.delete(PAGES), forgetLists()]));
    }
    if (request.method !== "GET" || origin !== location.origin) return;
    if (request.mode === "navigate") event.respondWith(page(request));
    else if (pathname.startsWith("/static/")) event.respondWith(asset(request));
});

async function forget() {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(FRAMES) && name !== FRAME);
    await Promise.all(old.map((name) => caches.delete(name)));
}

// What carries a hash in its name never changes; the rest is asked for first.
async function asset(request) {
    const kept = await caches.match(request);
    if (kept && HASHED.test(request.url)) return kept;
    return fetch(request).catch(() => kept ?? Response.error());
}

async function page(request) {
    try {
        const answer = await fetch(request);
        if (answer.ok && answer.headers.get("Lianxin-Offline") === "keep") {
            const cache = await caches.open(PAGES);
            await cache.put(request.url, answer.clone());
        }
        return answer;
    } catch {
        const kept = await (await caches.open(PAGES)).match(request.url);
        return kept ?? (await caches.match(SHELL.offline));
    }
}
