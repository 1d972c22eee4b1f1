// Forms that could not be sent wait here, and go out when the network is back. Each carries its
// client-made key, so the server takes the same form twice as one thing.

import { openDB } from "idb";
import { setWaiting } from "./waiting.js";
import { say } from "./words.js";

export const sent = []; // while this page is open
const EVERY = 30_000;
const PATIENCE = 20_000;
const database = openDB("lianxin", 1, {
    upgrade: (db) => db.createObjectStore("forms", { keyPath: "key" }),
});
let timer = 0;

// crypto.randomUUID exists over https alone.
export function newKey() {
    const random = (digit) => digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)));
    const shape = "10000000-1000-4000-8000-100000000000";
    return shape.replace(/[018]/g, (digit) => random(Number(digit)).toString(16));
}

// What a form sends, the button that was pressed included.
export function filled(form, submitter) {
    const data = new FormData(form);
    if (submitter?.name) data.append(submitter.name, submitter.value);
    return data;
}

// `more` says where and under what name it waits; with `deed` the answer is asked for as JSON.
export async function put(form, { submitter, ...more } = {}) {
    const fields = [...filled(form, submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
    const key = fields.find(([name]) => name === "key")?.[1] ?? newKey();
    const label = form.elements.text?.value.slice(0, 20) || document.title;
    const page = location.pathname + location.search;
    const kept = { key, url: form.action, page, label, fields, at: Date.now(), who: person(), ...more };
    await (await database).put("forms", kept);
    await tell();
    start();
}

// Those of whoever is signed in now, and those that anybody may send.
export async function all() {
    const forms = await (await database).getAll("forms");
    return forms.filter(({ who }) => !who || who === person());
}

const person = () => document.querySelector(".shell__head .menu > summary")?.textContent.trim() ?? "";

export async function drop(key) {
    await (await database).delete("forms", key);
    await tell();
}

export function start() {
    if (timer) return flush();
    timer = setInterval(flush, EVERY);
    addEventListener("online", () => flush({ ifAvailable: false }));
    document.addEventListener("visibilitychange", () => document.hidden || flush());
    return flush();
}

// One after the other, also of several pages. The network may come back while an attempt without it
// still goes on: then that is waited for, else it is left to the one that goes on.
export async function flush({ ifAvailable = true } = {}) {
    if (!navigator.locks) return sendAll();
    return navigator.locks.request("lx-queue", { ifAvailable }, (lock) => lock && sendAll());
}

async function sendAll() {
    for (const form of (await all()).filter(({ refused }) => !refused)) {
        const accept = form.deed ? "application/json" : "text/html";
        const answer = await send(form.url, body(form), accept).catch(() => null);
        if (!answer || answer.status >= 500 || answer.status === 429) break;
        await settle(form, answer);
    }
    await tell();
}

async function settle(form, answer) {
    const db = await database;
    const url = answer.redirected ? answer.url : "";
    if (url && new URL(url).pathname === signIn()) {
        await db.put("forms", { ...form, signIn: true });
        return;
    }
    if (answer.ok || (answer.status === 409 && !form.deed)) {
        await db.delete("forms", form.key);
        sent.push({ form, url });
    } else {
        const said = form.deed ? await why(answer) : "";
        await db.put("forms", { ...form, refused: true, said });
    }
    dispatchEvent(new CustomEvent("lx-queue-settled", { detail: form }));
}

export const signIn = () => `${document.documentElement.dataset.home}accounts/login/`;

async function why(answer) {
    const { message } = await answer.json().catch(() => ({}));
    return message ?? say("offlineGone");
}

// A form sent by fetch, with the token of the page that sends it.
export function send(url, data, accept = "text/html") {
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    if (token) data.set("csrfmiddlewaretoken", token.value);
    const stop = new AbortController();
    const watch = setTimeout(() => stop.abort(), PATIENCE);
    const options = { method: "POST", body: data, headers: { Accept: accept }, signal: stop.signal };
    return fetch(url, options).finally(() => clearTimeout(watch));
}

// How long it has waited, for what counts from the moment of the tap.
function body({ fields, at }) {
    const data = new FormData();
    for (const [name, value] of fields) data.append(name, value);
    data.set("waited", String(Math.round((Date.now() - at) / 1000)));
    return data;
}

async function tell() {
    const forms = await all();
    setWaiting(forms.length);
    dispatchEvent(new CustomEvent("lx-queue", { detail: forms }));
}
