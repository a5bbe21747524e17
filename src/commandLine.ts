/** Environment variables that only the command line reads. */
import { isGuid } from './domain/guid.js'
import { type Env, trimSlash } from './variables.js'

export interface Output {
  /** https://no-color.org */
  readonly colour: boolean
  /** The address that pictures are fetched from; empty: there is none. */
  readonly publicUrl: string
  /** What to type to start a command, in the way this program was started: `npm run`, or its own name. */
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

/** Client id of the app registration that people sign in with on the command line; never one that the bot uses. */
export function readCliClient(env: Env, faults: string[]): string {
  const clientId = env.CLI_CLIENT_ID?.trim() ?? ''
  const own = (['MicrosoftAppId', 'DATAVERSE_CLIENT_ID'] as const).find(
    name => env[name]?.trim().toLowerCase() === clientId.toLowerCase(),
  )
  if (clientId === '') faults.push(`CLI_CLIENT_ID is missing, and --device-code needs it. ${REGISTER}`)
  else if (!isGuid(clientId)) faults.push(`CLI_CLIENT_ID is not a GUID. ${REGISTER}`)
  else if (own) {
    faults.push(
      `CLI_CLIENT_ID is the application of ${own}: once that allows public client flows, anybody can get a token of the bot's own application, without its secret. ${REGISTER}`,
    )
  }
  return clientId
}
