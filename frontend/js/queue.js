// Forms that could not be sent wait here, and go out when the network is back. Each carries its
// client-made key, so the server takes the same form twice as one thing.

import { openDB } from "idb";
import { setWaiting } from "./waiting.js";
import { say } from "./words.js";

export const sent = []; // while this page is open
const EVERY = 30_000;
const PATIENCE = 20_000;
const SLOWEST = 2; // bytes a millisecond
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

// `more` says where and under what name it waits; with `deed` the answer is asked for as JSON. With
// `photosUrl` its pictures follow one by one, so that a slow line never begins anew. On the disk
// before it is said to be there; raises where the disk has no room.
export async function put(form, { submitter, ...more } = {}) {
    const all = [...filled(form, submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
    const isPhoto = ([, value]) => more.photosUrl && value instanceof File;
    const photos = all.filter((field) => isPhoto(field) && field[1].size);
    const fields = all.filter((field) => !isPhoto(field));
    const key = fields.find(([name]) => name === "key")?.[1] ?? newKey();
    const label = form.elements.text?.value.slice(0, 20) || document.title;
    const page = location.pathname + location.search;
    const kept = { key, url: form.action, page, label, fields, photos, at: Date.now(), who: person(), ...more };
    const change = (await database).transaction("forms", "readwrite", { durability: "strict" });
    await Promise.all([change.store.put(kept), change.done]);
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
    for (const form of (await all()).filter(({ refused, told }) => !refused && !told)) {
        const answer = await deliver(form);
        if (!answer || answer.status >= 500 || answer.status === 429) break;
        if ((await settle(form, answer)) === signIn) break; // the rest would be told the same
    }
    await tell();
}

// The form, then its pictures, each forgotten here once it is there.
async function deliver(form) {
    const accept = form.deed ? "application/json" : "text/html";
    if (!form.arrived) {
        const answer = await send(form.url, body(form), accept).catch(() => null);
        if (!form.photos?.length || !answer?.ok || answer.redirected) return answer;
        form.arrived = await notice(form, answer);
        await (await database).put("forms", form);
    }
    let answer = null;
    while (form.photos.length) {
        const photo = new FormData();
        photo.set("key", form.key);
        photo.set(...form.photos[0]);
        answer = await send(form.photosUrl, photo, accept).catch(() => null);
        if (!answer?.ok || answer.redirected) return answer;
        form.photos.shift();
        await (await database).put("forms", form);
    }
    return answer;
}

// What the server still wants to be read, when it has taken the form.
async function notice(form, answer) {
    const told = form.deed ? await answer.json().catch(() => ({})) : {};
    return { notice: told.notice ?? "" };
}

async function settle(form, answer) {
    const db = await database;
    const url = answer.redirected ? answer.url : "";
    if (url && new URL(url).pathname === signIn()) {
        await db.put("forms", { ...form, signIn: true });
        return signIn;
    }
    if (answer.ok || (answer.status === 409 && !form.deed)) {
        const { notice: told } = form.arrived ?? (await notice(form, answer));
        if (told) await db.put("forms", { ...form, fields: [], photos: [], told });
        else await db.delete("forms", form.key);
        sent.push({ form, url });
    } else {
        const said = form.deed ? await why(answer) : "";
        await db.put("forms", { ...form, refused: true, said });
    }
    dispatchEvent(new CustomEvent("lx-queue-settled", { detail: form }));
    return undefined;
}

export const signIn = () => `${document.documentElement.dataset.home}accounts/login/`;

async function why(answer) {
    const { message } = await answer.json().catch(() => ({}));
    return message ?? say("offlineGone");
}

// A form sent by fetch, with the token of the page that sends it. The page may have been kept from
// before one signed in anew: then it is asked for the token of today, once.
export async function send(url, data, accept = "text/html") {
    const field = document.querySelector("[name=csrfmiddlewaretoken]");
    const answer = await post(url, data, accept, field?.value);
    if (answer.status !== 403 || !field) return answer;
    const fresh = await fetch(location.href).then((page) => page.text()).catch(() => "");
    const page = new DOMParser().parseFromString(fresh, "text/html");
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!token || token === field.value) return answer;
    field.value = token;
    return post(url, data, accept, token);
}

function post(url, data, accept, token) {
    if (token) data.set("csrfmiddlewaretoken", token);
    const stop = new AbortController();
    const size = [...data.values()].reduce((sum, value) => sum + (value.size ?? value.length), 0);
    const watch = setTimeout(() => stop.abort(), PATIENCE + size / SLOWEST);
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
