/** What the environment tells the command line alone. */
import { type Env, isGuid, trimSlash } from './variables.js'

export interface Output {
  /** https://no-color.org */
  readonly colour: boolean
  /** Where pictures can be fetched from; empty: nowhere. */
  readonly publicUrl: string
  /** How the person starts a command: as they started this one. */
  readonly programOf: (command: string) => string
}

/** Scripts of package.json that run a command of the command line. */
const SCRIPTS = ['diagnose', 'classify', 'audit']

export function outputOf(env: Env): Output {
  const byNpm = SCRIPTS.includes(env.npm_lifecycle_event ?? '')
  return {
    colour: !env.NO_COLOR,
    publicUrl: trimSlash(env.PUBLIC_URL?.trim() ?? ''),
    programOf: command => (byNpm ? `npm run -s ${command} --` : `pending-send ${command}`),
  }
}

const REGISTER =
  'In Entra, App registrations, make one for the command line alone: Authentication, "Allow public client flows"; API permissions, Dynamics CRM, delegated, user_impersonation. Set CLI_CLIENT_ID to its "Application (client) ID"'

/** Of the app registration that people sign in to on the command line: never one that the bot uses. */
export function readCliClient(env: Env, faults: string[]): string {
  const clientId = env.CLI_CLIENT_ID?.trim() ?? ''
  const own = (['MicrosoftAppId', 'DATAVERSE_CLIENT_ID'] as const).find(
    name => env[name]?.trim().toLowerCase() === clientId.toLowerCase(),
  )
  if (clientId === '') faults.push(`CLI_CLIENT_ID is missing, which --device-code needs. ${REGISTER}`)
  else if (!isGuid(clientId)) faults.push(`CLI_CLIENT_ID is no GUID. ${REGISTER}`)
  else if (own) {
    faults.push(
      `CLI_CLIENT_ID is the application of ${own}: once that allows public client flows, anybody can get a token of the bot's own application, without its secret. ${REGISTER}`,
    )
  }
  return clientId
}
