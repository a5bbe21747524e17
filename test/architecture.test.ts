import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, posix, relative, sep } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../src', import.meta.url))

interface Source {
  /** Path below src, with forward slashes. */
  readonly path: string
  readonly folder: string
  /** Its uppermost folder. */
  readonly floor: string
  readonly text: string
  readonly imports: readonly string[]
}

const sources: readonly Source[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .map(file => {
    const path = file.split(sep).join('/')
    const text = readFileSync(join(root, file), 'utf8')
    const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, name = '']) => name)
    const [floor = ''] = path.includes('/') ? path.split('/') : ['top']
    return { path, folder: dirname(path), floor, text, imports }
  })

const PURE = ['domain', 'checks', 'remedies', 'symptoms', 'view', 'app']
const MOST_FILES = 15
const EDGES = ['entra', 'dataverse', 'storage', 'http', 'teams', 'web', 'workers', 'telemetry', 'webhook']

/** Which floors a floor may import from, besides itself. 'app/ports' is one file. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  checks: ['domain'],
  remedies: ['domain'],
  symptoms: ['domain'],
  view: ['domain', 'app/ports'],
  app: ['domain'],
  entra: ['domain', 'app/ports'],
  dataverse: ['domain', 'app/ports', 'entra'],
  storage: ['domain', 'app/ports'],
  http: ['domain', 'app/ports'],
  teams: ['domain', 'app/ports', 'view', 'http'],
  web: ['domain', 'app/ports', 'view', 'http'],
  workers: ['domain', 'app/ports', 'symptoms'],
  telemetry: ['domain', 'app/ports'],
  webhook: ['domain', 'app/ports'],
  config: ['domain', 'entra'],
  process: ['domain', 'app', 'dataverse/reachability'],
}

/** Packages that only these folders and files may know. Botbuilder is unsupported: what knows it has to be replaced one day. */
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  botbuilder: ['teams/adapter.ts'],
  'botbuilder-core': [],
  'botframework-connector': [],
  'botframework-schema': [],
  '@microsoft/agents-activity': [],
  '@microsoft/agents-hosting': [],
  restify: ['http'],
  adaptivecards: ['web/client'],
  axios: ['dataverse'],
  '@azure/msal-node': ['entra'],
  '@azure/core-rest-pipeline': ['storage', 'teams/posting/connectorClient.ts'],
  '@azure/data-tables': ['storage'],
  '@azure/monitor-opentelemetry': ['telemetry'],
  '@opentelemetry/api': ['telemetry'],
  '@opentelemetry/sdk-metrics': ['telemetry'],
}

/** Runs in the browser. */
const CLIENT = 'web/client/'
/** What both the server and the browser need. */
const SHARED = ['pageSentences', 'htmlText'].map(name => CLIENT + name)

/** What the keys of messages are derived from: types alone, and in one file. */
const STRINGS = '../cards/strings/en.json'
const KEYS = 'domain/messageKey.ts'

function targetOf(source: Source, name: string): string | null {
  return name.startsWith('.') ? posix.join(posix.dirname(source.path), name).replace(/\.js$/, '') : null
}

function groupsOf(all: readonly Source[], keyOf: (source: Source) => string): ReadonlyMap<string, readonly Source[]> {
  const groups = new Map<string, Source[]>()
  for (const source of all) groups.set(keyOf(source), [...(groups.get(keyOf(source)) ?? []), source])
  return groups
}

describe('floors', () => {
  it('are the ones of the design, each with sources', () => {
    const found = new Set(sources.map(({ floor }) => floor))
    for (const floor of [...PURE, ...EDGES]) assert.ok(found.has(floor), floor)
  })

  // The roots of composition, index.ts and cli.ts with its folder, may know everything; nothing below may know them.
  for (const source of sources.filter(({ floor }) => floor !== 'top' && floor !== 'cli')) {
    it(`${source.path} imports downwards only`, () => {
      const { floor } = source
      const allowed = MAY[floor]
      assert.ok(allowed, `${floor} is no floor of the design`)
      for (const name of source.imports) {
        const target = targetOf(source, name)
        if (!target || target.startsWith(`${floor}/`) || (target === STRINGS && source.path === KEYS)) continue
        const fits = allowed.some(below => target === below || target.startsWith(`${below}/`))
        assert.ok(fits, `${source.path} imports ${name}`)
      }
    })
  }

  it('sends nothing of the server to the browser: what runs there imports only itself, and types of the renderer', () => {
    const client = sources.filter(({ path }) => path.startsWith(CLIENT))
    assert.ok(client.length > 5)
    for (const source of client) {
      for (const name of source.imports) {
        const isOwn = targetOf(source, name)?.startsWith(CLIENT) === true
        assert.ok(isOwn || name === 'adaptivecards', `${source.path} imports ${name}`)
      }
      assert.doesNotMatch(source.text, /^import (?!type )[^\n]*'adaptivecards'/m, source.path)
    }
  })

  it('takes nothing from the browser to the server but the names of sentences, and how text becomes HTML', () => {
    for (const source of sources.filter(({ path }) => !path.startsWith(CLIENT))) {
      const taken = source.imports.flatMap(name => targetOf(source, name) ?? []).filter(path => path.startsWith(CLIENT))
      assert.deepEqual(
        taken.filter(path => !SHARED.includes(path)),
        [],
        source.path,
      )
    }
  })

  for (const [name, places] of Object.entries(ONLY_IN)) {
    it(`${name} is known in ${places.join(', ') || 'nothing that ships'}`, () => {
      const users = sources.filter(({ imports }) => imports.some(used => used === name || used.startsWith(`${name}/`)))
      const isIn = (path: string) => places.some(place => path === place || path.startsWith(`${place}/`))
      for (const { path } of users) assert.ok(isIn(path), path)
      for (const place of places)
        assert.ok(
          users.some(({ path }) => path.startsWith(place)),
          `${place} does not use it`,
        )
    })
  }

  it('has no clock and no chance below the edges', () => {
    for (const { path, floor, text } of sources.filter(({ floor }) => PURE.includes(floor))) {
      assert.doesNotMatch(
        text,
        /Date\.now|new Date\(\)|Math\.random|randomUUID|setTimeout|setInterval/,
        `${path} on ${floor}`,
      )
    }
  })

  it('does not wait in the domain and in checks', () => {
    for (const { path, text } of sources.filter(({ floor }) =>
      ['domain', 'checks', 'remedies', 'symptoms'].includes(floor),
    )) {
      assert.doesNotMatch(text, /\bawait\b|\basync\b|\bPromise\b/, path)
    }
  })

  it('uses nothing from outside in the domain but pure functions of node:crypto', () => {
    for (const { path, text } of sources.filter(({ floor }) => floor === 'domain')) {
      for (const [, names, name = ''] of text.matchAll(
        /\bimport\b\s*(?:type\s*)?(\{[^}]*\}|[^'"]*?)\s*(?:from\s*)?['"]([^'"]+)['"]/g,
      )) {
        if (name.startsWith('.')) continue
        assert.match(`${names} of ${name}`, /^\{ (createHash|createHmac) \} of node:crypto$/, path)
      }
    }
  })

  it('reads the environment in config.ts only', () => {
    for (const { path, text } of sources) if (path !== 'config.ts') assert.doesNotMatch(text, /process\.env/, path)
  })

  it('takes its version from package.json only', () => {
    const { version } = JSON.parse(readFileSync(join(root, '../package.json'), 'utf8'))
    for (const { path, text } of sources)
      assert.ok(!text.includes(`/${version}`) && !text.includes(`'${version}'`), path)
  })

  it('has no hash of its own making', () => {
    for (const { path, text } of sources) assert.doesNotMatch(text, /Math\.imul|0x811c9dc5|0xcbf29ce484222325/i, path)
  })

  it('takes types alone from the strings, so that the domain is nothing but itself at run time', () => {
    const keys = sources.find(({ path }) => path === KEYS)
    assert.ok(keys && targetOf(keys, keys.imports[0] ?? '') === STRINGS)
    assert.equal(keys.imports.length, 1)
    assert.doesNotMatch(keys.text, /^import (?!type )/m)
    assert.ok(!existsSync(new URL('../cards', import.meta.url)), 'the compiler copied the strings')
  })

  it('never imports a test', () => {
    for (const { path, imports } of sources) {
      assert.ok(!imports.some(name => relative('.', name).includes('test/')), path)
    }
  })

  it('has no circle', () => {
    const graph = new Map(
      sources.map(source => [
        source.path.replace(/\.ts$/, ''),
        source.imports.flatMap(name => targetOf(source, name) ?? []),
      ]),
    )
    const done = new Set<string>()
    const visit = (file: string, above: readonly string[]): void => {
      assert.ok(!above.includes(file), `circle: ${[...above, file].join(' → ')}`)
      if (done.has(file)) return
      for (const next of graph.get(file) ?? []) visit(next, [...above, file])
      done.add(file)
    }
    for (const file of graph.keys()) visit(file, [])
  })

  it('has no folder of more than fifteen files, and nor have the tests', () => {
    for (const tree of ['src', 'test']) {
      const files = readdirSync(join(root, '..', tree), { recursive: true, encoding: 'utf8' })
      const counts = new Map<string, number>()
      for (const file of files.filter(name => name.endsWith('.ts'))) {
        const folder = join(tree, dirname(file))
        counts.set(folder, (counts.get(folder) ?? 0) + 1)
      }
      for (const [folder, count] of counts) assert.ok(count <= MOST_FILES, `${folder} has ${count} files`)
    }
  })

  it('has no two files of one name, save a cause and its remedy', () => {
    const named = sources.filter(({ path, floor }) => basename(path) !== 'index.ts' && floor !== 'remedies')
    for (const [name, files] of groupsOf(named, ({ path }) => basename(path))) {
      assert.equal(files.length, 1, `${name}: ${files.map(({ path }) => path).join(', ')}`)
    }
  })

  it('keeps its sizes: a file has at most 200 lines, a cause 60', () => {
    for (const { path, floor, text } of sources) {
      const lines = text.split('\n').length - 1
      const most = LONGER[path] ?? (floor === 'checks' ? 60 : 200)
      assert.ok(lines <= most, `${path} has ${lines} lines`)
    }
  })
})

/** Files that are one list, or one class that is read in one go. */
const LONGER: Readonly<Record<string, number>> = {
  'checks/index.ts': 80,
  // Who may do what stands in one file, where it can be read and tested as a whole.
  'domain/case/authorization.ts': 240,
}
