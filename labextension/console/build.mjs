// Bundles the consoles into the Python package, each with the licences of what is in it.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, '..', 'node_modules');
const out = join(here, '..', '..', 'canfar_jupyter', 'widgets', 'bundles');

const LICENCES = {
  'noVNC.txt': '@novnc/novnc/LICENSE.txt',
  'noVNC-MPL-2.0.txt': '@novnc/novnc/docs/LICENSE.MPL-2.0',
  'noVNC-AUTHORS.txt': '@novnc/novnc/AUTHORS',
  'pako-MIT.txt': '@novnc/novnc/vendor/pako/LICENSE',
  'xterm-MIT.txt': '@xterm/xterm/LICENSE',
  'xterm-addon-fit-MIT.txt': '@xterm/addon-fit/LICENSE'
};

async function version(name) {
  return JSON.parse(await readFile(join(modules, name, 'package.json'), 'utf8')).version;
}

await rm(out, { recursive: true, force: true });
await mkdir(join(out, 'licences'), { recursive: true });
await build({
  entryPoints: ['vnc', 'serial'].map(name => join(here, `${name}.ts`)),
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm', // noVNC awaits at its top: neither iife nor an older target will do
  target: 'es2022',
  minify: true,
  legalComments: 'eof',
  loader: { '.css': 'text' },
  absWorkingDir: join(here, '..'),
  logLevel: 'warning'
});
for (const [name, source] of Object.entries(LICENCES)) {
  await cp(join(modules, source), join(out, 'licences', name));
}
await writeFile(
  join(out, 'licences', 'README.txt'),
  `vnc.mjs has in it, minified and else unchanged:
  noVNC ${await version('@novnc/novnc')} (MPL-2.0), source: https://github.com/novnc/noVNC, and within it pako (MIT)
serial.mjs has in it, minified and else unchanged:
  xterm.js ${await version('@xterm/xterm')} and its fit addon ${await version('@xterm/addon-fit')} (MIT), source: https://github.com/xtermjs/xterm.js
Both have code of this package (BSD-3-Clause) in them.
`
);
