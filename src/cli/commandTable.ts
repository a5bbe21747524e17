/** The commands and options of the command line. Both the help and the parser are derived from this table. */

export interface Option {
  readonly type: 'string' | 'boolean'
  /** The value it takes; a flag takes none. */
  readonly takes?: string
  readonly description: string
}

const text = <const T extends string>(takes: T, description: string) =>
  ({ type: 'string', takes, description }) as const
const flag = (description: string) => ({ type: 'boolean', description }) as const

export const DIAGNOSE = {
  org: text('URL|NAME', 'the organization, one of those in ORGANIZATIONS'),
  sender: text('ADDRESS', 'whose e-mail does not leave'),
  'sender-id': text('ID', 'which one, when several share the address'),
  'all-senders': text('FILE|-', 'addresses, one per line; blank lines and # comments are skipped'),
  'start-after': text('ADDRESS', 'continues after this line of FILE'),
  as: text('ADDRESS', 'account that sends for others: address, sign-in name or full name'),
  router: text('ADDRESS', 'older spelling of --as'),
  symptom: text('SYMPTOM', 'what is seen: stuck, draft, dialog, log or unsure'),
  json: flag('for programs: one object, or one per line of FILE'),
  watch: flag('repeats until no e-mail of the sender is waiting'),
  interval: text('SECONDS', 'how often --watch looks (10)'),
  'device-code': flag('signs in as you, in a browser, instead of as the application; needs CLI_CLIENT_ID'),
} as const

export const CLASSIFY = {
  json: flag('for programs: one object, or for several files one per line'),
} as const

export const AUDIT = {
  since: text('DATE', 'from this time on: 2026-11-01, or 2026-11-01T08:00:00Z'),
  until: text('DATE', 'before this time; default: up to now'),
  case: text('ID', 'this case only, by the id that audit prints'),
  pseudonyms: flag('names nobody, not even the people of cases that are still kept'),
  json: flag('for programs: one object per line'),
} as const

export const PROVISION = {
  org: text('URL', 'dataverse: address of the organization, https://contoso.crm4.dynamics.com'),
  'app-id': text('ID', "the bot's application; default: the configured one; with azure, otherwise one is created"),
  identity: text('CLIENT-ID', "azure: the bot's managed identity, which the application is to trust"),
  'sign-in-id': text('ID', 'azure: UniqueIdentifier of the OAuth connection of the Azure Bot'),
  web: text('URL', 'azure: where the web page is, https://YOUR-HOST, so that people can sign in there'),
  tenant: text('ID', 'the tenant that you mean; with it, you are not asked to confirm'),
  'dry-run': flag('lists what would be written, and writes nothing'),
  check: flag('reports what is missing, wrong, too much or too shallow, and writes nothing'),
  list: flag('dataverse: prints the privileges of the role, and why it has each; needs no sign-in'),
  'device-code': flag('signs in with a code, not through the Azure CLI or a browser on this machine'),
} as const

export const WEBHOOK = {
  'dead-letters': flag('lists the events that were given up'),
  retry: flag('sends them again, in order; those that are taken are no longer dead letters'),
  discard: flag('deletes them, for good'),
  test: flag('sends one signed test event, and says what came back'),
  json: flag('with --dead-letters, for programs: one object per line'),
} as const

export type CommandName = 'diagnose' | 'classify' | 'audit' | 'provision' | 'webhook'

interface CommandHelp {
  readonly description: string
  /** The arguments after the command, one line for each way to use it. */
  readonly forms: readonly string[]
  readonly options: Readonly<Record<string, Option>>
  readonly notes?: string
  readonly exitCodes: string
}

export const COMMANDS: Readonly<Record<CommandName, CommandHelp>> = {
  diagnose: {
    description: 'what holds the e-mail of a sender, and what to do',
    forms: ['--org URL|NAME --sender ADDRESS [options]', '--org URL|NAME --all-senders FILE|- [options]'],
    options: DIAGNOSE,
    exitCodes:
      '0 healthy, 1 cause found, 2 undetermined or no address to look at, 64 wrong usage,\n69 organization unreachable, 70 broken, 130 stopped',
  },
  classify: {
    description: 'what a log, an alert or an error text proves',
    forms: ['FILE|- [FILE …] [--json]'],
    options: CLASSIFY,
    notes: 'Reads text, CSV and XML of any size; several files give one line each, with --json one object each.',
    exitCodes: '0 read, 64 wrong usage, or a file that cannot be read, 70 broken',
  },
  audit: {
    description: 'what was agreed to, written, refused and seen',
    forms: ['--since DATE [--until DATE] [--case ID] [--json]'],
    options: AUDIT,
    exitCodes:
      '0 read, 1 a record is not as it was written, 2 nothing was recorded, 64 wrong usage,\n69 store unreachable, 70 broken, 130 stopped',
  },
  provision: {
    description: 'sets up the app registration, or the role and the application user of an organization',
    forms: [
      'azure [--app-id ID] [--identity CLIENT-ID] [--sign-in-id ID] [--web URL] [--dry-run | --check] [options]',
      'dataverse --org URL [--app-id ID] [--dry-run | --check] [options]',
      'dataverse --list',
    ],
    options: PROVISION,
    notes:
      'Only what is missing or wrong is written; a second run writes nothing. What you may not do is printed as\ncommands for somebody who may. You sign in through the Azure CLI if you are signed in there, else in a browser.',
    exitCodes:
      '0 in order, 1 something is not, 64 wrong usage, 69 not signed in, not allowed, or unreachable,\n70 broken, 130 stopped',
  },
  webhook: {
    description: 'what the ticket system at TRIAGE_WEBHOOK did not take',
    forms: ['--dead-letters [--json]', '--retry', '--discard', '--test'],
    options: WEBHOOK,
    exitCodes:
      '0 no dead letters, or all were taken, 1 there are some, or an event was refused, 64 wrong usage,\n69 store or ticket system unreachable, 70 broken, 130 stopped',
  },
}

export const isCommand = (word: string | undefined): word is CommandName =>
  word !== undefined && Object.hasOwn(COMMANDS, word)
