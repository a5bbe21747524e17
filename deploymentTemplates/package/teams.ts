/** `npm run package:teams`: writes the package that an administrator uploads to Teams. */
import { readGuid } from '../../src/cli/arguments.js'
import { UsageError } from '../../src/cli/exit.js'
import { packageVersion } from '../../src/packageInfo.js'
import { runScript, writeInto } from './script.js'
import { type TeamsApp, teamsPackage } from './teamsPackage.js'

const usage = `Usage: npm run package:teams -- --app-id GUID --host HOST [--teams-app-id GUID] [--version VERSION] [--name NAME] [--out FILE]

  --app-id GUID        application id of the bot, as in MicrosoftAppId
  --host HOST          the bot's host, such as pending-send-contoso.azurewebsites.net
  --teams-app-id GUID  id of the app in Teams; default: the application id
  --version VERSION    three numbers, such as 1.2.0; an update of the app needs another one; default: ${packageVersion}
  --name NAME          what people see in Teams, at most 30 characters; default: Pending Send
  --out FILE           where to write the package; default: dist/pending-send-teams.zip
  --help               prints this`

const options = {
  'app-id': { type: 'string' },
  host: { type: 'string' },
  'teams-app-id': { type: 'string' },
  version: { type: 'string', default: packageVersion },
  name: { type: 'string' },
  out: { type: 'string', default: 'dist/pending-send-teams.zip' },
  help: { type: 'boolean' },
} as const

const NEXT = 'Upload it in the Teams admin center: Teams apps, Manage apps, Upload new app.'

const MOST_CHARACTERS = 30
const TEAMS_APP = new URL('../../../deploymentTemplates/teamsApp/', import.meta.url)

interface Typed {
  readonly 'app-id'?: string | undefined
  readonly host?: string | undefined
  readonly 'teams-app-id'?: string | undefined
  readonly version: string
  readonly name?: string | undefined
}

function appOf(values: Typed): TeamsApp {
  const { name, version } = values
  const teamsAppId = values['teams-app-id']
  if (!/^(?:0|[1-9]\d{0,4})(?:\.(?:0|[1-9]\d{0,4})){2}$/.test(version)) {
    throw new UsageError('--version has to be three numbers, such as 1.2.0.')
  }
  if (name !== undefined && (name.trim() === '' || name.length > MOST_CHARACTERS || /\p{C}/u.test(name))) {
    throw new UsageError(`--name has to have 1 to ${MOST_CHARACTERS} visible characters.`)
  }
  return {
    appId: readGuid('app-id', values['app-id']),
    host: hostOf(values.host),
    ...(teamsAppId !== undefined && { teamsAppId: readGuid('teams-app-id', teamsAppId) }),
    version,
    ...(name && { name }),
  }
}

const LONGEST_HOST = 253
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const HOST = new RegExp(`^(?:${LABEL}\\.)+(?!\\d+$)${LABEL}$`)

function hostOf(typed = ''): string {
  const host = typed.toLowerCase()
  if (!HOST.test(host) || host.length > LONGEST_HOST) {
    throw new UsageError(
      '--host has to be the name of a host, without https://, port and path, such as pending-send-contoso.azurewebsites.net.',
    )
  }
  return host
}

runScript({ usage, options }, ({ out, ...values }) => {
  writeInto(out, teamsPackage(TEAMS_APP, appOf(values)))
  process.stdout.write(`${out} is written. ${NEXT}\n`)
})
