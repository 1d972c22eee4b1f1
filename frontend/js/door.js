// What the doors of this phone keep: the lists of tickets, and what was seen and is not sent in yet.
// Each ticket seen carries its client-made key, so the server takes it once whatever is sent again.

import { openDB } from "idb";
import { setAtDoors } from "./waiting.js";

const EVERY = 20_000;
const PATIENCE = 20_000;
const MANY = 100; // in one sending
const KEPT = 7 * 24 * 3_600_000;
const OUTSIDE = new Set([401, 403, 404]);
let opened;
let timer = 0;

const database = () => {
    opened ??= openDB("lianxin-door", 1, {
        upgrade(db) {
            db.createObjectStore("lists", { keyPath: "slot" });
            db.createObjectStore("scans", { keyPath: "key" });
        },
    });
    return opened;
};

export const list = async (slot) => (await database()).get("lists", slot);

export async function scans(slot) {
    const all = await (await database()).getAll("scans");
    return all.filter((scan) => scan.slot === slot);
}

// On the disk before it is said to be there: a phone may go out at any moment.
export async function add(scan) {
    const change = (await database()).transaction("scans", "readwrite", { durability: "strict" });
    await Promise.all([change.store.put(scan), change.done]);
    await count();
}

// The names of who comes go with who signs out; what was seen stays until it has been sent in.
export async function forgetLists() {
    await (await database()).clear("lists");
}

// The list as it is now. False without a network, and for who no longer stands at this door.
export async function refresh({ slot, tickets, sync }) {
    const answer = await ask(tickets);
    if (!answer) return false;
    await (await database()).put("lists", { slot, tickets, sync, ...(await answer.json()), at: Date.now() });
    return true;
}

export function start() {
    if (timer) return flush();
    timer = setInterval(flush, EVERY);
    addEventListener("online", () => flush());
    document.addEventListener("visibilitychange", () => document.hidden || flush());
    return forgetOld().then(flush);
}

// One page at a time; who comes meanwhile leaves it to the one that is at it.
export async function flush() {
    if (!navigator.locks) return sendAll();
    return navigator.locks.request("lx-door", { ifAvailable: true }, (lock) => lock && sendAll());
}

async function sendAll() {
    const all = (await (await database()).getAll("scans")).filter(({ told }) => !told);
    for (const slot of new Set(all.map((scan) => scan.slot))) {
        const { tickets, sync } = all.find((scan) => scan.slot === slot);
        const place = { slot, tickets, sync };
        // Whoever has signed in anew has another token, which comes with the list.
        if (!(await send(slot)) && !((await refresh(place)) && (await send(slot)))) break;
        if ((await list(slot)).at < Date.now() - EVERY) await refresh(place);
    }
    await count();
    if (all.length) dispatchEvent(new Event("lx-door"));
}

// Again until none is left, for more may be seen while some are sent. False when it did not go.
async function send(slot) {
    const { sync, token } = (await list(slot)) ?? {};
    while (sync) {
        const some = (await scans(slot)).filter(({ told }) => !told).slice(0, MANY);
        if (!some.length) return true;
        const body = JSON.stringify({ scans: some.map(plain) });
        const answer = await ask(sync, { method: "POST", body, headers: { "X-CSRFToken": token } });
        if (!answer) return false;
        const { seen } = await answer.json();
        const change = (await database()).transaction("scans", "readwrite");
        for (const scan of some) change.store.put({ ...scan, told: seen[scan.key] });
        await change.done;
    }
    return false;
}

const plain = ({ key, text, device, at, byHand }) => ({
    key, text, device, at: new Date(at).toISOString(), by_hand: byHand,
});

// Null without a network, where one must sign in first, and where the server cannot.
async function ask(url, options = {}) {
    const stop = new AbortController();
    const watch = setTimeout(() => stop.abort(), PATIENCE);
    const answer = await fetch(url, { ...options, signal: stop.signal }).catch(() => null);
    clearTimeout(watch);
    if (answer) write("lx-door-refused", answer.redirected || OUTSIDE.has(answer.status) ? "1" : "");
    return answer?.ok && !answer.redirected ? answer : null;
}

export const isRefused = () => Boolean(read("lx-door-refused"));

async function count() {
    const all = await (await database()).getAll("scans");
    setAtDoors(all.filter(({ told }) => !told).length);
}

async function forgetOld() {
    const db = await database();
    const before = Date.now() - KEPT;
    for (const { slot, at } of await db.getAll("lists")) if (at < before) await db.delete("lists", slot);
    for (const { key, at, told } of await db.getAll("scans")) {
        if (told && at < before) await db.delete("scans", key);
    }
}

// Who this phone is, to tell two of one door apart.
export function device() {
    const known = read("lx-door-phone");
    if (known) return known;
    const made = crypto.getRandomValues(new Uint16Array(1))[0].toString(16).padStart(4, "0").toUpperCase();
    write("lx-door-phone", made);
    return made;
}

function read(name) {
    try {
        return localStorage.getItem(name);
    } catch {
        return null;
    }
}

function write(name, value) {
    try {
        if (value) localStorage.setItem(name, value);
        else localStorage.removeItem(name);
    } catch {
        // Storage may be forbidden; then nothing is remembered.
    }
}
