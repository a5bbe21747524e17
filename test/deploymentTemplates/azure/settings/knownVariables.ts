import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '../../../../src/config/configurationError.js'
import { readConfig } from '../../../../src/config.js'
import { compiled } from '../../../tools/program.js'

const root = compiled('..')
const GUID = '7c1b0e52-0d0a-4c3e-9a86-3a9d7a3f7f10'

/** A value with which reading goes on to whatever depends on it. */
const PLAUSIBLE: Readonly<Record<string, string>> = {
  MicrosoftAppType: 'SingleTenant',
  PUBLIC_URL: 'https://pending-send.example',
  AZURE_STORAGE_ACCOUNT: 'pendingsend',
  AZURE_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true',
  ORGANIZATIONS: '[{"name":"Contoso","url":"https://contoso.crm4.dynamics.com"}]',
  WATCH_SECONDS: '60',
  TRIAGE_WEBHOOK: 'https://tickets.example/hooks',
  WEB_SIGN_IN: 'on',
  WEB_FRAME_ANCESTORS: 'https://intranet.example',
  CASE_RETENTION_DAYS: '90',
  PORT: '3978',
  LOG_LEVEL: 'info',
}

/** The names that readConfig asks its environment for, when these are set. */
function namesRead(set: ReadonlySet<string>): readonly string[] {
  const read = new Set<string>()
  const env = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get(_, name) {
        read.add(String(name))
        return set.has(String(name)) ? (PLAUSIBLE[String(name)] ?? GUID) : undefined
      },
    },
  )
  try {
    readConfig(env)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
  }
  return [...read]
}

/** Every variable that readConfig knows: set or not, one may decide whether it asks for another. */
export function knownVariables(): readonly string[] {
  const known = new Set(namesRead(new Set()))
  for (let size = 0; size < known.size; ) {
    size = known.size
    for (const left of ['', ...known]) {
      for (const name of namesRead(new Set([...known].filter(other => other !== left)))) known.add(name)
      for (const name of namesRead(new Set([left]))) known.add(name)
    }
  }
  return [...known].toSorted()
}

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .map(file => readFileSync(join(root, 'src', file), 'utf8'))
  .join('\n')

/** Whether anything below src names it. */
export function isNamed(name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(sources)
}

/** The variables in the table of deploymentTemplates/README.md. */
export function documentedVariables(): readonly string[] {
  const page = readFileSync(join(root, 'deploymentTemplates/README.md'), 'utf8')
  const rows = page.match(/^\| `.*? \|/gm) ?? []
  return rows.flatMap(row => [...row.matchAll(/`(\w+)`/g)].map(([, name = '']) => name))
}
