import type { Incoming, Screen, SignInNeed } from '../../../src/app/ports.js'
import type { Case, Signer } from '../../../src/domain/case/case.js'
import { Application } from '../../../src/entra/application.js'
import { createPeople } from '../../../src/entra/people.js'
import type { SignInSettings, TeamsServerOptions } from '../../../src/teams/http/server.js'
import { objectIdOf, type Simulator } from '../../simulator/index.js'
import type { Place, Writer } from '../activities.js'
import { type Bot, notice, recordingLog, startBot } from '../harness.js'

/** What the application received with a click, and the result. */
interface Consent {
  readonly incoming: Incoming
  readonly data: unknown
  /** null: it was carried out. */
  readonly need: SignInNeed | null
}

export interface SignInBot extends Bot {
  readonly consents: Consent[]
  /** The consents that were carried out. */
  carriedOut(): Consent[]
  signerOf(incoming: Incoming): Signer
}

export const CONNECTION = 'dynamics'
export const CONSENT = { verb: 'consent', case: 'a-case', step: 'offered.1', value: 'a-plan' }

/**
 * A bot whose application carries out one consent, with a real token of the person; a later one is stale. It has real
 * people, a real token service and a real sign-in service, all on loopback.
 */
export async function startSignInBot(
  simulator: Simulator,
  { signIn, ...options }: { signIn?: Partial<SignInSettings> } & Partial<Omit<TeamsServerOptions, 'signIn'>> = {},
): Promise<SignInBot> {
  const consents: Consent[] = []
  const settings = { connection: CONNECTION, tokenServiceUrl: simulator.tokenServiceUrl, singleSignOn: true, ...signIn }
  const click = async (incoming: Incoming, data: unknown): Promise<Screen> => {
    const need = await people.need(signerOf(incoming), { name: 'Contoso', url: simulator.contoso.url })
    const isStale = consents.some(consent => consent.need === null)
    if (!isStale) consents.push({ incoming, data, need })
    if (isStale) return notice('stale')
    return need ? { kind: 'signIn', case: { id: CONSENT.case } as Case, plan: CONSENT.value, need } : notice('done')
  }
  const bot = await startBot({ click }, { ...options, signIn: settings })
  const { log } = recordingLog()
  const people = createPeople({ application: new Application(simulator), log }, bot.server.assertionOf)
  return { ...bot, consents, carriedOut: () => consents.filter(({ need }) => need === null), signerOf }
}

function signerOf({ by, surface }: Incoming): Signer {
  return { actor: { ...by, helpdesk: false }, channelId: surface.channelId }
}

function writer(key: string): Writer {
  return { id: `29:${key}`, name: key, aadObjectId: objectIdOf(key) }
}

/** A person's personal chat. */
export function chatOf(bot: Bot, key: string, { tenantId }: Simulator): Place {
  return { connector: bot.connector, from: writer(key), tenantId }
}

/** What a client with single sign-on sends with a click. */
export function proofOf(token: string) {
  return { authentication: { id: '1', connectionName: CONNECTION, token } }
}

/** Signs in on the linked page, and resolves to the code that it shows. */
export async function codeAt(link: string, key: string): Promise<string> {
  const { origin, pathname, searchParams } = new URL(link)
  const body = new URLSearchParams({ id: searchParams.get('id') ?? '', oid: objectIdOf(key) })
  const page = await (await fetch(origin + pathname, { method: 'POST', body })).text()
  const code = /<output class="code">(\d{6})<\/output>/.exec(page)?.[1]
  if (!code) throw new Error(`The page shows no code: ${page}`)
  return code
}
