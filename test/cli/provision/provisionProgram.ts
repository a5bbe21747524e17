import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { personToken } from '../../simulator/api/callers.js'
import type { Simulator } from '../../simulator/index.js'
import { compiled, type Ended, type Program, startProgram } from '../../tools/program.js'

/** In place of the Azure CLI: gives the tokens that a file has, by resource, or refuses. */
const AZ = `#!${process.execPath}
const fs = require('node:fs')
const args = process.argv.slice(2)
fs.appendFileSync(process.env.AZ_FOLDER + '/asked', JSON.stringify(args) + '\\n')
const { tenant, tokens, obeys } = JSON.parse(fs.readFileSync(process.env.AZ_FOLDER + '/answers.json', 'utf8'))
const after = name => args[args.indexOf(name) + 1]
const accessToken = tokens[after('--resource')]
const wanted = args.includes('--tenant') ? after('--tenant') : tenant
if (!accessToken || (obeys && wanted !== tenant)) {
  console.error("ERROR: Please run 'az login' to setup account.")
  process.exit(1)
}
console.log(JSON.stringify({ accessToken, expiresOn: '2026-11-26 12:00:00.000000', tenant, tokenType: 'Bearer' }))
`

/** In place of a browser: signs in at the page as the simulator says, and hands the form on. */
const BROWSER = `#!${process.execPath}
fetch(process.argv[2]).then(response => response.text()).then(page => {
  const [, action] = /action="([^"]*)"/.exec(page)
  const fields = [...page.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, value])
  return fetch(action, { method: 'POST', body: new URLSearchParams(fields) })
})
`

export interface Machine {
  /** Whom the Azure CLI is signed in as, by key of the seed; null: nobody. */
  signIn(person: string | null): Promise<void>
  /** The Azure CLI gives these tokens, by resource, and names this tenant, whichever it is asked for. */
  give(tenant: string, tokens: Readonly<Record<string, string>>): void
  /** What the Azure CLI was asked for. */
  asked(): readonly string[]
  start(args: readonly string[], changes?: Readonly<Record<string, string>>): Program
  run(args: readonly string[], changes?: Readonly<Record<string, string>>): Promise<Ended>
  /** The variables with which a browser can be used. */
  readonly browser: Readonly<Record<string, string>>
  remove(): void
}

/** A machine of an operator, with an Azure CLI and a browser. */
export function machineOf(simulator: Simulator): Machine {
  const folder = mkdtempSync(join(tmpdir(), 'provision-'))
  for (const [name, text] of [
    ['az', AZ],
    ['browser.cjs', BROWSER],
  ] as const) {
    writeFileSync(join(folder, name), text)
    chmodSync(join(folder, name), 0o755)
  }
  const answers = join(folder, 'answers.json')
  const { tenantId, contoso, graph, entraUrl, cliClientId } = simulator
  writeFileSync(answers, JSON.stringify({ tenant: tenantId, tokens: {}, obeys: true }))
  const env = {
    PATH: [folder, dirname(process.execPath), process.env.PATH].join(delimiter),
    AZ_FOLDER: folder,
    ENTRA_URL: entraUrl,
    GRAPH_URL: graph.url,
    CLI_CLIENT_ID: cliClientId,
  }
  const start: Machine['start'] = (args, changes = {}) =>
    startProgram([compiled('src/cli.js'), 'provision', ...args], { env: { ...env, ...changes } })
  return {
    async signIn(person) {
      const all = person === null ? [] : [contoso, graph]
      const tokens = await Promise.all(
        all.map(async place => [place.url, await personToken(simulator, person ?? '', place)]),
      )
      writeFileSync(answers, JSON.stringify({ tenant: tenantId, tokens: Object.fromEntries(tokens), obeys: true }))
    },
    give: (tenant, tokens) => writeFileSync(answers, JSON.stringify({ tenant, tokens, obeys: false })),
    asked() {
      const file = join(folder, 'asked')
      return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
    },
    start,
    run: (args, changes) => start(args, changes).ended,
    browser: { BROWSER: join(folder, 'browser.cjs') },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
