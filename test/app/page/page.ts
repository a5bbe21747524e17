import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { AttachedFile, Beginning, Incoming, Screen } from '../../../src/app/ports.js'
import type { Click } from '../../../src/domain/case/cardClick.js'
import type { Case } from '../../../src/domain/case/case.js'
import { incomingFrom } from '../../../src/web/webSurface.js'
import { objectIdOf } from '../../simulator/index.js'
import { TENANT_ID } from '../../simulator/seeds/contoso.js'
import { button, type Instance, signerIn } from '../world.js'

const PUBLIC_URL = 'https://bot.example'

/** A person of the simulated organizations on their page, who does something. */
export function onPage(key: string, deed: string = randomUUID(), tenantId = TENANT_ID): Incoming {
  const person = { tenantId, aadObjectId: objectIdOf(key), name: key }
  return incomingFrom({ person, locale: 'en-US', timeZone: 'Europe/Berlin', deed }, PUBLIC_URL)
}

/** A person whose cases no other test shares: in the page's and the chat's own tenant. */
let tenants = 0
export function somebody(key = 'sara'): { page(deed?: string): Incoming; readonly chat: Incoming } {
  tenants += 1
  const tenantId = `tenant ${tenants}`
  const { by, surface } = signerIn(key)
  return {
    page: deed => onPage(key, deed, tenantId),
    chat: { by: { ...by, tenantId }, surface: { ...surface, tenantId } },
  }
}

export async function begin({ app }: Instance, who: Incoming, beginning: Beginning): Promise<Screen> {
  const screen = await app.begin(who, beginning)
  await app.idle()
  return screen
}

/** A click on a card of the case. */
export async function press(
  { app }: Instance,
  who: Incoming,
  ...click: readonly [Case, Click['verb'], Partial<Click>?]
): Promise<Screen> {
  const screen = await app.click(who, button(...click))
  await app.idle()
  return screen
}

/** What somebody's page shows when it looks again. */
export async function look({ app }: Instance, who: Incoming, { id }: Pick<Case, 'id'>): Promise<Screen> {
  return app.click(who, { verb: 'refresh', case: id })
}

export function file(text: string): AttachedFile {
  return {
    async *read() {
      yield new TextEncoder().encode(text)
    },
  }
}

/** The places of a case, and that nothing is owed to any of them. */
export function placesOf({ surfaces, pending }: Case): readonly string[] {
  assert.deepEqual(
    pending.filter(({ kind }) => kind === 'draw'),
    [],
    'a card is out of date',
  )
  assert.deepEqual(
    surfaces.flatMap(({ retires = [] }) => retires),
    [],
    'a card is still to be retired',
  )
  return surfaces.map(({ page, audience }) => `${page ? 'page' : 'chat'} of ${audience}`).toSorted()
}
