// Bundles the browser's parts of the widgets into the Python package: each TypeScript module under
// canfar_jupyter/widgets that has a default export is one, and becomes bundles/NAME.mjs. Beside
// them stand the licences of the npm packages that are in some of them.
//
// --dev: readable, with source maps; --watch: that, again after each edit. --sizes: say how large.
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build, context } from 'esbuild';

const here = import.meta.dirname;
const modules = join(here, 'node_modules');
const widgets = join(here, '..', 'canfar_jupyter', 'widgets');
const out = join(widgets, 'bundles');
const { values: asked } = parseArgs({
  options: {
    dev: { type: 'boolean' },
    watch: { type: 'boolean' },
    sizes: { type: 'boolean' }
  }
});

const LICENCES = {
  'noVNC.txt': '@novnc/novnc/LICENSE.txt',
  'noVNC-MPL-2.0.txt': '@novnc/novnc/docs/LICENSE.MPL-2.0',
  'noVNC-AUTHORS.txt': '@novnc/novnc/AUTHORS',
  'pako-MIT.txt': '@novnc/novnc/vendor/pako/LICENSE',
  'xterm-MIT.txt': '@xterm/xterm/LICENSE',
  'xterm-addon-fit-MIT.txt': '@xterm/addon-fit/LICENSE'
};

async function entries() {
  const found = new Map(); // name -> its module
  const paths = await readdir(widgets, { recursive: true });
  for (const path of paths.filter(one => one.endsWith('.ts') && !one.endsWith('.d.ts'))) {
    if (!/^export default /m.test(await readFile(join(widgets, path), 'utf8'))) {
      continue;
    }
    const name = basename(path, '.ts');
    if (found.has(name)) {
      throw new Error(`Two widgets are called ${name}: ${path} and ${found.get(name)}`);
    }
    found.set(name, path);
  }
  return [...found.values()].sort().map(path => join(widgets, path));
}

async function version(name) {
  return JSON.parse(await readFile(join(modules, name, 'package.json'), 'utf8')).version;
}

async function licences() {
  await mkdir(join(out, 'licences'), { recursive: true });
  for (const [name, source] of Object.entries(LICENCES)) {
    await cp(join(modules, source), join(out, 'licences', name));
  }
  await writeFile(
    join(out, 'licences', 'README.txt'),
    `vnc.mjs has in it, minified and else unchanged:
  noVNC ${await version('@novnc/novnc')} (MPL-2.0), source: https://github.com/novnc/noVNC, and within it pako (MIT)
serial.mjs has in it, minified and else unchanged:
  xterm.js ${await version('@xterm/xterm')} and its fit addon ${await version('@xterm/addon-fit')} (MIT), source: https://github.com/xtermjs/xterm.js
Both have code of this package (BSD-3-Clause) in them; the others have nothing else.
`
  );
}

/** Say how large they are, the whole and packed as the web packs it. */
async function sizes() {
  let [whole, packed] = [0, 0];
  for (const name of (await readdir(out)).filter(one => one.endsWith('.mjs'))) {
    const text = await readFile(join(out, name));
    const small = gzipSync(text).length;
    console.log(`${name.padEnd(24)}${String(text.length).padStart(8)}${String(small).padStart(8)}`);
    [whole, packed] = [whole + text.length, packed + small];
  }
  console.log(
    `${'bytes, gzip'.padEnd(24)}${String(whole).padStart(8)}${String(packed).padStart(8)}`
  );
}

const dev = asked.dev || asked.watch;
await rm(out, { recursive: true, force: true });
await licences();
const options = {
  entryPoints: await entries(),
  outdir: out,
  entryNames: '[name]',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm', // noVNC awaits at its top: neither iife nor an older target will do
  target: 'es2022',
  minify: !dev,
  sourcemap: dev ? 'inline' : false,
  legalComments: 'eof',
  loader: { '.css': 'text' },
  nodePaths: [modules], // the sources stand outside of this folder
  absWorkingDir: here,
  tsconfig: join(here, 'tsconfig.check.json'),
  logLevel: asked.watch ? 'info' : 'warning'
};
if (asked.watch) {
  await (await context(options)).watch(); // a new widget is seen at the next start
} else {
  await build(options);
}
if (asked.sizes) {
  await sizes();
}
