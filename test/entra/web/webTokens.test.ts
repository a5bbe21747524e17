import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { MINUTE_MS } from '../../../src/domain/durations.js'
import { createPeople } from '../../../src/entra/people.js'
import { WebTokens } from '../../../src/entra/web/webTokens.js'
import { recordingLog } from '../../teams/harness.js'

const CONTOSO = 'https://contoso.crm4.dynamics.com'
const FIELD = 'https://field.crm4.dynamics.com'
const TENANT = 'aaaaaaaa-1111-4222-8333-444444444444'
const ANNA = { tenantId: TENANT, aadObjectId: 'aaaaaaaa-0000-4000-8000-000000000001' }
const BEN = { tenantId: TENANT, aadObjectId: 'aaaaaaaa-0000-4000-8000-000000000002' }

let now = 0
let tokens: WebTokens
before(() => {
  now = Date.now()
})

function start() {
  tokens = new WebTokens({ now: () => now })
  const { log, lines } = recordingLog()
  const asked: string[] = []
  const application = { onBehalfOf: () => Promise.reject(new Error('there is nothing to exchange')) }
  const channels = new Map([['web', tokens]])
  const people = createPeople({ application, log, now: () => now, channels }, async signer => {
    asked.push(signer.channelId)
    return null
  })
  return { people, lines, asked }
}

type Ids = { readonly tenantId: string | null; readonly aadObjectId: string | null }

function signer(ids: Ids, channelId = 'web') {
  return { actor: { ...ids, channelId, id: 'somebody', name: 'Somebody', helpdesk: false }, channelId }
}

const lend = (person = ANNA, { url = CONTOSO, token = 'token-a', minutes = 60 } = {}) =>
  tokens.keep(person, url, { token, until: now + minutes * MINUTE_MS })
const needed = (need: string) => ({ name: 'SignInNeeded', need })

describe('a token that somebody lent the bot on the page', () => {
  it('serves them alone, for that organization alone', async () => {
    const { people } = start()
    lend()
    assert.equal(await people.tokensOf(signer(ANNA)).forOrganization(CONTOSO), 'token-a')
    await assert.rejects(people.tokensOf(signer(ANNA)).forOrganization(FIELD), needed('signIn'))
    const others: readonly Ids[] = [
      BEN,
      { ...ANNA, tenantId: 'bbbbbbbb-1111-4222-8333-444444444444' },
      { tenantId: ANNA.aadObjectId, aadObjectId: ANNA.tenantId },
    ]
    for (const other of others)
      await assert.rejects(people.tokensOf(signer(other)).forOrganization(CONTOSO), needed('signIn'))
    for (const unknown of [
      { ...ANNA, tenantId: null },
      { ...ANNA, aadObjectId: null },
    ])
      await assert.rejects(people.tokensOf(signer(unknown)).forOrganization(CONTOSO), needed('unavailable'))
  })

  it('serves them whatever the case of their ids', async () => {
    const { people } = start()
    lend()
    const upper = { tenantId: TENANT.toUpperCase(), aadObjectId: ANNA.aadObjectId.toUpperCase() }
    assert.equal(await people.tokensOf(signer(upper)).forOrganization(CONTOSO), 'token-a')
  })

  it('does not serve them in a chat, where their sign-in is another one', async () => {
    const { people, asked } = start()
    lend()
    for (const channelId of ['msteams', 'constructor', ''])
      await assert.rejects(people.tokensOf(signer(ANNA, channelId)).forOrganization(CONTOSO), needed('signIn'))
    assert.equal(await people.tokensOf(signer(ANNA)).forOrganization(CONTOSO), 'token-a')
    assert.deepEqual(asked, ['msteams', 'constructor', ''])
  })

  it('runs out, and cannot be renewed without them', async () => {
    const { people, lines } = start()
    const need = () => people.need(signer(ANNA), { name: 'Contoso', url: CONTOSO })
    assert.equal(await need(), 'signIn')
    lend(ANNA, { minutes: 25 })
    now += 24 * MINUTE_MS
    assert.equal(await need(), null)
    now += 0.6 * MINUTE_MS
    assert.equal(await need(), 'expired')
    assert.equal(await need(), 'expired')
    lend(ANNA, { token: 'another' })
    assert.equal(await need(), null)
    assert.ok(!JSON.stringify(lines).includes('token-a'))
  })

  it('that the organization refused is not used again; a later one is', async () => {
    const { people } = start()
    lend()
    lend(BEN, { token: 'token-b' })
    const own = people.tokensOf(signer(ANNA))
    own.forget(CONTOSO, 'token-a')
    await assert.rejects(own.forOrganization(CONTOSO), needed('expired'))
    lend(ANNA, { token: 'token-c' })
    own.forget(CONTOSO, 'token-a')
    own.forget(CONTOSO, 'token-b')
    assert.equal(await own.forOrganization(CONTOSO), 'token-c')
    assert.equal(await people.tokensOf(signer(BEN)).forOrganization(CONTOSO), 'token-b')
  })

  it('goes when they sign out, and only theirs', async () => {
    const { people } = start()
    lend()
    lend(BEN, { token: 'token-b' })
    tokens.forget(ANNA)
    await assert.rejects(people.tokensOf(signer(ANNA)).forOrganization(CONTOSO), needed('signIn'))
    assert.equal(await people.tokensOf(signer(BEN)).forOrganization(CONTOSO), 'token-b')
  })

  it('goes half an hour after its last use', async () => {
    const { people } = start()
    lend(ANNA, { minutes: 600 })
    for (let i = 0; i < 3; i++) {
      now += 29 * MINUTE_MS
      assert.equal(await people.tokensOf(signer(ANNA)).forOrganization(CONTOSO), 'token-a')
    }
    now += 31 * MINUTE_MS
    await assert.rejects(people.tokensOf(signer(ANNA)).forOrganization(CONTOSO), needed('signIn'))
  })

  it('goes when 500 people have lent theirs later', async () => {
    const { people } = start()
    const nth = (i: number) => ({ tenantId: TENANT, aadObjectId: `person-${i}` })
    for (let i = 0; i <= 500; i++) lend(nth(i), { token: `token-${i}` })
    await assert.rejects(people.tokensOf(signer(nth(0))).forOrganization(CONTOSO), needed('signIn'))
    assert.equal(await people.tokensOf(signer(nth(1))).forOrganization(CONTOSO), 'token-1')
    assert.equal(await people.tokensOf(signer(nth(500))).forOrganization(CONTOSO), 'token-500')
  })
})
