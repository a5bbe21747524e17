import { isInOrder, type Provisioning } from '../../app/ports/provisioning.js'
import { readOutput, readProvisioning } from '../../config.js'
import { DataverseClient } from '../../dataverse/http/dataverseClient.js'
import { asMissing, DataverseError } from '../../dataverse/http/dataverseError.js'
import { provisionOrganization } from '../../dataverse/provision/organizationProvisioning.js'
import { trustedTenant } from '../../dataverse/provision/trustedTenant.js'
import { plain } from '../../domain/parsedMessage.js'
import { type ApplicationProvisioning, provisionApplication } from '../../entra/graph/applicationProvisioning.js'
import { GRAPH_URL, GraphClient, GraphError } from '../../entra/graph/graphClient.js'
import { dataverseScopes } from '../../entra/operator/deviceCode.js'
import { claimsIn } from '../../entra/operator/tokenClaims.js'
import { SignInFailed } from '../../entra/signInFailed.js'
import { userAgent } from '../../packageInfo.js'
import { readPrivilegeFile } from '../../privilegeFile.js'
import { EXIT, UsageError } from '../exit.js'
import { harmless, Terminal } from '../terminal.js'
import { carryOut } from './carryOut.js'
import { organizationOrigin } from './organizationHost.js'
import { signInPerson } from './personSignIn.js'
import type { ProvisionOptions } from './provisionOptions.js'
import { deviationsText, dryRunText, leftText, privilegesText } from './provisionText.js'
import { askAtTerminal } from './tenantConfirmation.js'
import { webOriginOf } from './webOrigin.js'

type OfDataverse = Extract<ProvisionOptions, { what: 'dataverse' }>
type OfAzure = Extract<ProvisionOptions, { what: 'azure' }>

/** Returns the exit code. */
export async function runProvision(options: ProvisionOptions): Promise<number> {
  if (options.what === 'list') {
    print(privilegesText(readPrivilegeFile()))
    return EXIT.healthy
  }
  try {
    return await (options.what === 'azure' ? runAzure(options) : runDataverse(options))
  } catch (error) {
    const reason = unavailableReason(error)
    if (reason === null) throw error
    process.stderr.write(`${harmless(reason)}\n`)
    return EXIT.unavailable
  }
}

function unavailableReason(error: unknown): string | null {
  if (error instanceof SignInFailed) return `${error.message}.`
  if (error instanceof GraphError) return `${error.message}.`
  if (!(error instanceof DataverseError)) return null
  const { privilege, detail } = asMissing(error)
  return privilege ? `You lack ${privilege}, so the organization cannot be looked at.` : detail
}

async function runDataverse(options: OfDataverse): Promise<number> {
  const settings = readProvisioning()
  const terminal = new Terminal(process.stderr)
  const url = organizationOrigin(options.org, settings.local)
  const appId = options.appId ?? settings.appId
  if (appId === undefined) throw new UsageError("Name the bot's application: --app-id ID.")
  const { tokens } = await signInPerson(
    {
      resource: url,
      scopesOf: dataverseScopes,
      tenantId: await trustedTenant(url),
      of: url,
      named: options.tenantId,
      deviceCode: options.deviceCode,
    },
    { settings, terminal, ask: askAtTerminal() },
  )
  const client = new DataverseClient({ url, tokens, userAgent })
  const target = provisionOrganization(client, { list: readPrivilegeFile(), appId, url })
  await target.read()
  terminal.say(`${plain(target.name())}, ${url}:`)
  return finish(target, options)
}

/** What a person asks for when they sign in by hand; the Azure CLI has both. https://learn.microsoft.com/graph/permissions-reference */
const GRAPH_SCOPES = ['Application.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All']

async function runAzure(options: OfAzure): Promise<number> {
  const settings = readProvisioning()
  const webOrigin = webOriginOf(options.web ?? settings.webUrl, settings.local)
  const terminal = new Terminal(process.stderr)
  const url = settings.graphUrl ?? GRAPH_URL
  const { tokens, tenantId } = await signInPerson(
    {
      resource: url,
      scopesOf: resource => GRAPH_SCOPES.map(scope => `${resource}/${scope}`),
      tenantId: undefined,
      of: '',
      named: options.tenantId,
      deviceCode: options.deviceCode,
    },
    { settings, terminal, ask: askAtTerminal() },
  )
  const { identity, signInId } = options
  const appId = options.appId ?? settings.appId
  const client = new GraphClient({ url, token: () => tokens.forOrganization(url), userAgent })
  const operator = claimsIn(await tokens.forOrganization(url)).objectId
  const wanted = {
    displayName: 'Pending Send',
    tenantId,
    ...(operator !== null && { operator }),
    ...(appId !== undefined && { appId }),
    ...(identity !== undefined && { identity }),
    ...(signInId !== undefined && { signInId }),
    ...(webOrigin !== undefined && { webOrigin }),
  }
  const target = provisionApplication({ client, wanted })
  if (!(await isReadable(target))) return EXIT.unavailable
  const code = await finish(target, options)
  if (options.mode === 'write') print(nextText(target, options, tenantId))
  return code
}

/** Somebody who may not read the directory gets the commands for everything. */
async function isReadable(target: ApplicationProvisioning): Promise<boolean> {
  try {
    await target.read()
    return true
  } catch (error) {
    if (!(error instanceof GraphError) || error.status !== 403) throw error
    print(leftText(target.stepsByHand().map(step => ({ step, why: 'you may not read the directory' }))))
    return false
  }
}

/** The exit code says whether everything is in order, or with --dry-run, only that it was looked at. */
async function finish(target: Provisioning, { mode }: OfAzure | OfDataverse): Promise<number> {
  if (mode === 'dryRun') {
    print(dryRunText(target.steps()))
    return EXIT.healthy
  }
  if (mode === 'write') {
    const left = await carryOut(target, print)
    if (left.length > 0) print(leftText(left))
  }
  const deviations = target.deviations()
  print(deviationsText(deviations))
  return isInOrder(deviations) ? EXIT.healthy : EXIT.causeFound
}

function nextText(target: ApplicationProvisioning, { identity }: OfAzure, tenantId: string): string {
  const appId = target.appId()
  if (appId === null) return 'Once the application is there, run this again with --app-id and its id.'
  const again = `${readOutput().programOf('provision')} azure --app-id ${appId} --identity CLIENT-ID`
  return [
    `MicrosoftAppId=${appId}`,
    `MicrosoftAppTenantId=${tenantId}`,
    ...(identity === undefined ? [`Once the bot's managed identity is there, run: ${again}`] : []),
  ].join('\n')
}

function print(text: string): void {
  process.stdout.write(`${harmless(text)}\n`)
}
