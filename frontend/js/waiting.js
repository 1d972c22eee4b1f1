// How many forms wait for the network, and tickets seen at doors. Kept beside what they wait in, so
// that most pages need not open it.

const NAME = "lx-waiting";
const DOORS = "lx-door-waiting";

export const waiting = () => read(NAME);
export const atDoors = () => read(DOORS);

function read(name) {
    try {
        return Number(localStorage.getItem(name) ?? 0);
    } catch {
        return 0;
    }
}

export function setWaiting(count) {
    if (count) localStorage.setItem(NAME, count);
    else localStorage.removeItem(NAME);
}

export function setAtDoors(count) {
    if (count) localStorage.setItem(DOORS, count);
    else localStorage.removeItem(DOORS);
}
