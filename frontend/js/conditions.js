// Whether a condition of a form holds: the same answers as src/lianxin/forms/conditions.py gives.
// `seen` is { answers, own, at }; an unanswered question is an empty text.

const DAY = 86_400_000;
const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)$/;
const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?).*)?$/;
const CLOCK = /^(\d\d):(\d\d)(?::(\d\d))?/;

const share = (clock) => {
    const [, hours, minutes, seconds = 0] = CLOCK.exec(clock);
    return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) / 86_400;
};

const days = (text) => {
    const found = MOMENT.exec(text);
    if (found) return Date.parse(`${found[1]}T00:00Z`) / DAY + (found[2] ? share(found[2]) : 0);
    return CLOCK.test(text) ? share(text) : NaN;
};

const number = (value) => {
    if (typeof value !== "string") return Number(value);
    return NUMBER.test(value.trim()) ? Number(value) : days(value);
};

const truth = (value) => (typeof value === "number" ? !isNaN(value) && value !== 0 : Boolean(value));

const equal = (left, right) => {
    if (typeof left === "boolean" || typeof right === "boolean") return truth(left) === truth(right);
    if (typeof left === "string" && typeof right === "string") return left === right;
    return number(left) === number(right);
};

const two = (value) => String(value).padStart(2, "0");
const today = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
const words = (text) => text.split(/\s+/).filter(Boolean);

const functions = {
    selected: (text, code) => words(text).includes(code),
    "count-selected": (text) => words(text).length,
    "string-length": (text) => [...text].length,
    string: (text) => text,
    contains: (text, part) => text.includes(part),
    "starts-with": (text, part) => text.startsWith(part),
    regex: (text, pattern) => new RegExp(`^(?:${pattern})$`, "u").test(text),
};

const signs = {
    "=": equal,
    "!=": (left, right) => !equal(left, right),
    "<": (left, right) => number(left) < number(right),
    "<=": (left, right) => number(left) <= number(right),
    ">": (left, right) => number(left) > number(right),
    ">=": (left, right) => number(left) >= number(right),
    "+": (left, right) => number(left) + number(right),
    "-": (left, right) => (right === undefined ? -number(left) : number(left) - number(right)),
    "*": (left, right) => number(left) * number(right),
    div: (left, right) => (number(right) === 0 ? NaN : number(left) / number(right)),
    mod: (left, right) => number(left) % number(right),
};

function call(name, parts, seen) {
    if (name === "if") return value(truth(value(parts[0], seen)) ? parts[1] : parts[2], seen);
    const values = parts.map((part) => value(part, seen));
    switch (name) {
        case "true":
        case "false":
            return name === "true";
        case "not":
            return !truth(values[0]);
        case "boolean":
            return truth(values[0]);
        case "number":
            return number(values[0]);
        case "today":
            return today(seen.at);
        case "now":
            return `${today(seen.at)}T${seen.at.toTimeString().slice(0, 8)}`;
        default:
            return functions[name](...values.map(String));
    }
}

function value(tree, seen) {
    const [kind, ...parts] = tree;
    switch (kind) {
        case "text":
        case "number":
            return parts[0];
        case "ref":
            return seen.answers[parts[0]] ?? "";
        case "self":
            return seen.own ?? "";
        case "and":
            return parts.every((part) => truth(value(part, seen)));
        case "or":
            return parts.some((part) => truth(value(part, seen)));
        case "call":
            return call(parts[0], parts.slice(1), seen);
        default:
            return signs[kind](...parts.map((part) => value(part, seen)));
    }
}

export const holds = (tree, seen) => truth(value(tree, seen));
