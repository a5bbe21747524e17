import type { DataverseConfig } from '../../config/dataverseSettings.js'
import { createDeviceCodeTokens } from '../../entra/operator/deviceCode.js'
import { SignInFailed } from '../../entra/signInFailed.js'
import { createTokens, type Tokens } from '../../entra/tokens.js'
import { NotSignedIn } from '../exit.js'
import type { Terminal } from '../terminal.js'

export interface DeviceSignIn {
  readonly tokens: Tokens
  /** With --device-code, waits until the person has signed in; no time limit applies to it. Throws NotSignedIn. */
  signIn(url: string): Promise<void>
}

/** Signs in as the application, or with --device-code as the person at the terminal. */
export function createSignIn(
  config: DataverseConfig,
  { deviceCode }: { readonly deviceCode: boolean },
  terminal: Terminal,
): DeviceSignIn {
  if (!deviceCode) return { tokens: createTokens(config), signIn: async () => {} }
  const tokens = createDeviceCodeTokens(config, message => terminal.say(message))
  return { tokens, signIn: url => tokens.signIn(url).catch(explain) }
}

function explain(error: unknown): never {
  if (!(error instanceof SignInFailed)) throw error
  const requirements =
    'The app registration that CLI_CLIENT_ID names has to allow public client flows and have the delegated permission user_impersonation of Dynamics CRM.'
  throw new NotSignedIn(`${error.message}.${error.unreachable ? '' : `\n${requirements}`}`, { cause: error })
}
