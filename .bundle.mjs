/**
 * `npm run build`: puts the bot and the command line into a few files. Node would otherwise look for, read and link
 * some two thousand modules at each start, which takes longer than all that the bot does then.
 *
 * It also writes what the browser gets of the web page into the folder `page`; with --page, it writes only that, which
 * takes a moment and is part of every compilation.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const [outdir = 'dist/src'] = process.argv.slice(2).filter(argument => argument !== '--page')

const page = join(outdir, 'page')
mkdirSync(page, { recursive: true })
await build({
  entryPoints: { page: 'src/web/client/page.ts' },
  outdir: page,
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  minify: true,
  // Nobody steps through this script, and a map would be larger than it.
  sourcemap: false,
  logLevel: 'warning',
})
for (const name of ['page.css', 'icon.svg']) copyFileSync(`src/web/client/${name}`, join(page, name))
// The bundle is delivered without node_modules.
copyFileSync(
  fileURLToPath(import.meta.resolve('adaptivecards/dist/adaptivecards.min.js')),
  join(page, 'adaptivecards.js'),
)
if (process.argv.includes('--page')) process.exit()

/** What several entries share is named by its content: what an earlier bundle left would stay for ever. */
const SHARED = /-[A-Z0-9]{8}\.js(\.map)?$/
if (existsSync(outdir)) {
  for (const name of readdirSync(outdir).filter(name => SHARED.test(name))) rmSync(join(outdir, name))
}

/** Packages written for CommonJS expect these names; each file of the bundle gives them. */
const COMMON_JS = [
  "import { createRequire as __createRequire } from 'node:module'",
  "import { fileURLToPath as __fileURLToPath } from 'node:url'",
  'const require = __createRequire(import.meta.url)',
  'const __filename = __fileURLToPath(import.meta.url)',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url))",
].join('\n')

/** Maps lead to our own sources only: Node reads all of them at each start. */
const ownMaps = {
  name: 'own maps',
  setup({ onLoad }) {
    const none = Buffer.from('{"version":3,"sources":[""],"mappings":"AAAA"}').toString('base64')
    onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}\n//# sourceMappingURL=data:application/json;base64,${none}`,
    }))
  },
}

await build({
  entryPoints: ['index', 'preload', 'cli', 'workers/fileProcess', 'workers/rangeProcess'].map(name => `src/${name}.ts`),
  outdir,
  entryNames: '[name]',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.12',
  sourcemap: true,
  sourcesContent: false,
  // Node keeps the text of all that it loads. Names stay: a stack trace is read by them.
  minifyWhitespace: true,
  minifySyntax: true,
  banner: { js: COMMON_JS },
  plugins: [ownMaps],
  // Optional, and built on the machine that it runs on.
  external: ['dtrace-provider'],
  logLevel: 'warning',
})
