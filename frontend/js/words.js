// What scripts say, in the language of the page. The server writes the words.

const source = document.getElementById("lx-words");
const words = source ? JSON.parse(source.textContent) : {};

export const say = (name, values = {}) =>
    (words[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
