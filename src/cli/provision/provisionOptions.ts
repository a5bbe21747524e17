import { readArguments, readGuid } from '../arguments.js'
import { PROVISION } from '../commandTable.js'
import { quoted, UsageError } from '../exit.js'

interface Common {
  readonly appId: string | undefined
  /** The tenant that is meant; undefined: the person is asked. */
  readonly tenantId: string | undefined
  readonly mode: 'write' | 'dryRun' | 'check'
  readonly deviceCode: boolean
}

export type ProvisionOptions =
  | { readonly what: 'list' }
  | (Common & { readonly what: 'dataverse'; readonly org: string })
  | (Common & {
      readonly what: 'azure'
      readonly identity: string | undefined
      readonly signInId: string | undefined
      /** Address of the web page's host. */
      readonly web: string | undefined
    })

type Given = ReturnType<typeof readArguments<typeof PROVISION>>['values']

/** Which options belong to one of the two only. */
const OF_DATAVERSE = ['org', 'list'] as const
const OF_AZURE = ['identity', 'sign-in-id', 'web'] as const

/** Throws a UsageError that names the mistake. */
export function readProvisionOptions(args: string[]): ProvisionOptions {
  const { values, positionals } = readArguments(args, PROVISION, true)
  const [what, another] = positionals
  if (what !== 'azure' && what !== 'dataverse') {
    throw new UsageError(what ? `${quoted(what)} is neither azure nor dataverse.` : 'Say what: azure or dataverse.')
  }
  if (another !== undefined) throw new UsageError(`${quoted(another)} is one word too many.`)
  demandNone(values, what === 'azure' ? OF_DATAVERSE : OF_AZURE, what)
  if (values.list) return { what: 'list' }
  const common = commonIn(values)
  if (what === 'azure') {
    return { what, ...common, identity: guidOf(values, 'identity'), signInId: signInIdIn(values), web: values.web }
  }
  if (!values.org) throw new UsageError('Name the organization: --org URL.')
  return { what, ...common, org: values.org }
}

function demandNone(values: Given, names: readonly (keyof Given)[], what: string): void {
  const given = names.find(name => values[name] !== undefined)
  if (given) throw new UsageError(`--${given} does not go with ${what}.`)
}

function commonIn(values: Given): Common {
  const { check = false, 'dry-run': dryRun = false, 'device-code': deviceCode = false } = values
  if (check && dryRun) throw new UsageError('Give --check or --dry-run, not both.')
  return {
    appId: guidOf(values, 'app-id'),
    tenantId: guidOf(values, 'tenant'),
    mode: check ? 'check' : dryRun ? 'dryRun' : 'write',
    deviceCode,
  }
}

function guidOf(values: Given, name: 'app-id' | 'tenant' | 'identity'): string | undefined {
  const typed = values[name]
  return typed === undefined ? undefined : readGuid(name, typed)
}

/** Part of the subject of a credential, and of a command that somebody pastes. */
function signInIdIn({ 'sign-in-id': typed }: Given): string | undefined {
  if (typed === undefined || /^[\w.-]{1,128}$/.test(typed)) return typed
  throw new UsageError('--sign-in-id has to be letters, digits, hyphens and dots.')
}
