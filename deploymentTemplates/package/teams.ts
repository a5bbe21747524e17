/** `npm run package:teams`: writes the package that an administrator uploads to Teams. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { isGuid } from '../../src/domain/guid.js'
import { packageVersion } from '../../src/packageInfo.js'
import { type TeamsApp, teamsPackage } from './teamsPackage.js'

const USAGE = `Usage: npm run package:teams -- --app-id GUID --host HOST [--teams-app-id GUID] [--version VERSION] [--name NAME] [--out FILE]

  --app-id GUID        application id of the bot, as in MicrosoftAppId
  --host HOST          the bot's host, such as pending-send-contoso.azurewebsites.net
  --teams-app-id GUID  id of the app in Teams; default: the application id
  --version VERSION    three numbers, such as 1.2.0; an update of the app needs another one; default: ${packageVersion}
  --name NAME          what people see in Teams, at most 30 characters; default: Pending Send
  --out FILE           where to write the package; default: dist/pending-send-teams.zip
  --help               prints this`

const OPTIONS = {
  'app-id': { type: 'string' },
  host: { type: 'string' },
  'teams-app-id': { type: 'string' },
  version: { type: 'string', default: packageVersion },
  name: { type: 'string' },
  out: { type: 'string', default: 'dist/pending-send-teams.zip' },
  help: { type: 'boolean' },
} as const

const NEXT = 'Upload it in the Teams admin center: Teams apps, Manage apps, Upload new app.'

/** As in sysexits.h. */
const WRONG_USAGE = 64
const MOST_LETTERS = 30
const TEAMS_APP = new URL('../../../deploymentTemplates/teamsApp/', import.meta.url)

class UsageError extends Error {}

function appOf(values: ReturnType<typeof parsed>): TeamsApp {
  const { name, version } = values
  const teamsAppId = values['teams-app-id']
  if (!/^(?:0|[1-9]\d{0,4})(?:\.(?:0|[1-9]\d{0,4})){2}$/.test(version)) {
    throw new UsageError('--version has to be three numbers, such as 1.2.0.')
  }
  if (name !== undefined && (name.trim() === '' || name.length > MOST_LETTERS)) {
    throw new UsageError(`--name has to have 1 to ${MOST_LETTERS} characters.`)
  }
  return {
    appId: guidOf('--app-id', values['app-id']),
    host: hostOf(values.host),
    ...(teamsAppId !== undefined && { teamsAppId: guidOf('--teams-app-id', teamsAppId) }),
    version,
    ...(name && { name }),
  }
}

function guidOf(option: string, typed = ''): string {
  if (!isGuid(typed) || /^[0-]*$/.test(typed)) {
    throw new UsageError(`${option} has to be a GUID, such as 3f9c1d52-7a0e-4f6c-9f0b-2b8f0c6d1e11.`)
  }
  return typed.toLowerCase()
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const HOST = new RegExp(`^(?:${LABEL}\\.)+(?!\\d+$)${LABEL}$`)

function hostOf(typed = ''): string {
  const host = typed.toLowerCase()
  if (!HOST.test(host)) {
    throw new UsageError(
      '--host has to be the name of a host, without https://, port and path, such as pending-send-contoso.azurewebsites.net.',
    )
  }
  return host
}

function parsed() {
  try {
    return parseArgs({ options: OPTIONS }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

try {
  const values = parsed()
  if (values.help) process.stdout.write(`${USAGE}\n`)
  else {
    const zip = teamsPackage(TEAMS_APP, appOf(values))
    mkdirSync(dirname(values.out), { recursive: true })
    writeFileSync(values.out, zip)
    process.stdout.write(`${values.out} is written. ${NEXT}
`)
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n\n${USAGE}\n`)
  process.exitCode = WRONG_USAGE
}
