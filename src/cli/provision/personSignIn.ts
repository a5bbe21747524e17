import { spawn } from 'node:child_process'
import type { ProvisioningSettings } from '../../config/commandLine.js'
import { readOwnClient } from '../../config.js'
import { plain } from '../../domain/parsedMessage.js'
import { azureCliSignIn, type CliSignIn } from '../../entra/operator/azureCli.js'
import { signInWithBrowser } from '../../entra/operator/browserSignIn.js'
import { createDeviceCodeTokens } from '../../entra/operator/deviceCode.js'
import type { Tokens } from '../../entra/tokens.js'
import { UsageError } from '../exit.js'
import type { Terminal } from '../terminal.js'
import { type Ask, confirmTenant } from './tenantConfirmation.js'

export interface SignInRequest {
  /** What the token is for. */
  readonly resource: string
  readonly scopesOf: (url: string) => string[]
  /** The tenant of the resource; undefined: whichever the person is signed in to. */
  readonly tenantId: string | undefined
  /** What belongs to the tenant; empty: the tenant itself is meant. */
  readonly of: string
  /** By --tenant. */
  readonly named: string | undefined
  readonly deviceCode: boolean
}

export interface SignedIn {
  readonly tokens: Tokens
  readonly tenantId: string
}

interface Here {
  readonly settings: ProvisioningSettings
  readonly terminal: Terminal
  readonly ask: Ask
}

/**
 * A person who may set things up: the one of the Azure CLI, if there is one, else one who signs in with a browser, else
 * with a device code. Before anything else, the tenant is confirmed. Throws SignInFailed, UsageError or ConfigurationError.
 */
export async function signInPerson(request: SignInRequest, { settings, terminal, ask }: Here): Promise<SignedIn> {
  const { resource, deviceCode, named, of } = request
  const wanted = request.tenantId ?? named
  if (wanted !== undefined && named !== undefined) await confirmTenant({ tenantId: wanted, of, who: null }, named, ask)
  const cli = deviceCode ? null : await fromCli(resource, wanted)
  const tenantId = cli?.tenantId ?? wanted ?? settings.tenantId
  if (tenantId === undefined)
    throw new UsageError(
      deviceCode
        ? 'Name the tenant that you sign in to: --tenant ID.'
        : 'The Azure CLI is not signed in here: run "az login", or name the tenant with --tenant ID to sign in without it.',
    )
  await confirmTenant({ tenantId, of, who: cli?.who ?? null }, named, ask)
  if (cli) return { tokens: cli.tokens, tenantId }
  return { tokens: await byHand({ ...request, tenantId }, settings, terminal), tenantId }
}

async function fromCli(resource: string, tenantId: string | undefined): Promise<CliSignIn | null> {
  const found = await azureCliSignIn(resource, tenantId)
  if (typeof found === 'string') return null
  if (tenantId !== undefined && found.tenantId !== tenantId) {
    throw new UsageError(`The Azure CLI gave a token of the tenant ${plain(found.tenantId)} instead of ${tenantId}.`)
  }
  return found
}

type ByHand = SignInRequest & { readonly tenantId: string }

async function byHand(request: ByHand, settings: ProvisioningSettings, terminal: Terminal): Promise<Tokens> {
  const { resource, scopesOf, tenantId, deviceCode } = request
  const { entraUrl } = settings
  const options = { tenantId, clientId: readOwnClient(deviceCode), entraUrl, scopesOf }
  if (!deviceCode && settings.hasScreen) {
    const openBrowser = (page: string) => {
      terminal.say(`Sign in with your browser. If it does not open by itself, open this page:\n${page}`)
      return openPage(page, settings.browser)
    }
    try {
      return (await signInWithBrowser(resource, { ...options, openBrowser })).tokens
    } catch (error) {
      if (!(error instanceof NoBrowser)) throw error
    }
  }
  const tokens = createDeviceCodeTokens(options, message => terminal.say(message))
  await tokens.signIn(resource)
  return tokens
}

class NoBrowser extends Error {}

const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Resolves once the program that opens pages has started. */
function openPage(page: string, browser: string | undefined): Promise<void> {
  const [program = '', ...args] = browser ? [browser] : (OPENERS[process.platform] ?? ['xdg-open'])
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args, page], { stdio: 'ignore', detached: true })
    child.once('error', error => reject(new NoBrowser(error.message)))
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
  })
}
