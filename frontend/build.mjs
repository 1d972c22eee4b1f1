// Bundle js/app.js, js/sw.js and the styles into the folder given as argument.

import * as esbuild from "esbuild";
import { bundle } from "lightningcss";
import fs from "node:fs";
import path from "node:path";

const STYLES = ["app", "map"];
// The oldest browsers served: about 2022, WeChat's and HarmonyOS's web views among them.
const SCRIPT_TARGETS = ["chrome99", "safari15.4", "firefox102"];
const STYLE_TARGETS = { chrome: 99 << 16, safari: (15 << 16) | (4 << 8), firefox: 102 << 16 };

const out = process.argv[2];
if (!out) throw new Error("usage: node build.mjs <folder>");
fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });

const common = { bundle: true, minify: true, legalComments: "linked", target: SCRIPT_TARGETS };
await esbuild.build({
    ...common,
    entryPoints: ["js/app.js"],
    format: "esm",
    splitting: true,
    outdir: out,
    chunkNames: "chunks/[name]-[hash]",
});
// A service worker is one classic script: not every browser loads modules in it.
await esbuild.build({
    ...common,
    entryPoints: ["js/sw.js"],
    format: "iife",
    outfile: path.join(out, "sw.js"),
});
for (const name of STYLES) {
    const filename = `css/${name}.css`;
    const { code } = bundle({ filename, minify: true, targets: STYLE_TARGETS });
    fs.writeFileSync(path.join(out, `${name}.css`), code);
}
fs.cpSync("node_modules/leaflet/dist/images", path.join(out, "images"), { recursive: true });
