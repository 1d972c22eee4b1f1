// The core of every page. Elements are fetched only where a page uses them.

import "./early.js";
import "./htmx.js";
import "./focus.js";
import "./look.js";
import "./nav.js";
import "./summary.js";
import "./drafts.js";
import { upgrade } from "./lazy.js";
import { atDoors, waiting } from "./waiting.js";

upgrade();
document.addEventListener("htmx:after:swap", upgrade);

if (waiting()) import("./queue.js").then((queue) => queue.start());
if (atDoors()) import("./door.js").then((door) => door.start());
const { home } = document.documentElement.dataset;
if (home && "serviceWorker" in navigator) {
    navigator.serviceWorker.register(`${home}sw.js`, { scope: home }).catch(() => {});
}
