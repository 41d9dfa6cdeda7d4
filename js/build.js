/**
 * Bundles src/ into the files that the wheel carries: unminified, so that a reader of an installed
 * package, and of a browser's error, sees the code as it was written.
 *
 * node build.js [FOLDER]   FOLDER is nwb_video_panel/page/bundle unless given.
 */
import { readFile } from "node:fs/promises";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const outdir = argv[2] ?? fileURLToPath(new URL("../nwb_video_panel/page/bundle", import.meta.url));

/**
 * `import css from "./tile.css"` and `import icon from "./play.svg"` give their text, line by line in the
 * bundle as in the file (esbuild's own loader would make one long line of it).
 * @type {import("esbuild").Plugin}
 */
const text = {
  name: "text",
  setup(building) {
    building.onLoad({ filter: /\.(css|svg)$/ }, async ({ path }) => {
      const raw = await readFile(path, "utf8");
      return { contents: `export default \`${raw.replace(/[\\`]|\$(?=\{)/g, "\\$&")}\`;`, loader: "js" };
    });
  },
};

await build({
  absWorkingDir: here,
  // A style sheet that is to be a file of its own is one more entry here.
  entryPoints: { "video_grid.bundle": "src/index.js", "intervals_frame.bundle": "src/table/index.js" },
  outdir,
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "inline",
  plugins: [text],
  logLevel: "warning",
});
