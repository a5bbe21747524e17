import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { stepOf } from '../../src/domain/case/case.js'
import { type Browser, type Site, startSite } from './site.js'

interface Answer {
  readonly statusCode: number
  readonly type: string
  readonly value: {
    readonly type: string
    readonly actions?: readonly { readonly data: Readonly<Record<string, string>> }[]
  }
  readonly case?: { readonly id: string; readonly tag: string }
  readonly summary: string
}

const deed = () => crypto.randomUUID()

describe("the page's script", () => {
  let site: Site
  let sara: Browser
  before(async () => {
    site = await startSite()
    sara = site.browser()
    await sara.signIn('sara')
  })
  after(() => site.close())

  const begin = async (body: object, who = sara) =>
    (await (await who.post('/check/begin', { deed: deed(), ...body })).json()) as Answer
  const drop = async (body: string, chosen: Readonly<Record<string, string>> = {}) => {
    const headers = {
      cookie: `pendingSend=${sara.cookies.get('pendingSend')}`,
      'x-pending-send': 'page',
      'content-type': 'application/octet-stream',
    }
    const query = new URLSearchParams({ deed: deed(), ...chosen })
    const answer = await fetch(`${site.url}/check/begin?${query}`, { method: 'POST', headers, body })
    return (await answer.json()) as Answer
  }
  const act = async (verb: string, data: object, id = deed()) =>
    (await (await sara.post('/check/act', { verb, data, deed: id })).json()) as Answer
  const state = async (id: string, tag = '') =>
    sara.get(`/check/state?case=${id}`, { 'x-pending-send': 'page', ...(tag && { 'if-none-match': `"${tag}"` }) })

  it('gets the answer that Teams gets, with the case that it is about and a line to be read out', async () => {
    const {
      statusCode,
      type,
      value,
      case: about,
      summary,
    } = await begin({ text: 'sara@contoso.com is stuck in Contoso' })
    assert.deepEqual([statusCode, type], [200, 'application/vnd.microsoft.card.adaptive'])
    assert.equal(value.type, 'AdaptiveCard')
    assert.match(about?.id ?? '', /^[\w-]{8,}$/)
    assert.match(summary, /\w+/)
  })

  it('is answered with nothing while the case is as the page shows it, and with the card as soon as it is not', async () => {
    const { case: about } = await begin({ text: 'sara@contoso.com is stuck in Contoso' })
    const id = about?.id ?? ''
    await site.app.idle()
    const first = (await (await state(id)).json()) as Answer
    const tag = first.case?.tag ?? ''
    assert.equal((await state(id, tag)).status, 304)
    const step = first.value.actions?.map(({ data }) => data?.step).find(Boolean) ?? ''
    await act('checkAgain', { case: id, step })
    await site.app.idle()
    const second = await state(id, tag)
    assert.equal(second.status, 200)
    assert.notEqual(((await second.json()) as Answer).case?.tag, tag)
  })

  it('may send the same deed again after a failure: it is done once', async () => {
    const same = deed()
    const text = 'sara@contoso.com is stuck in Contoso Field Service'
    const [one, other] = await Promise.all([begin({ text, deed: same }), begin({ text, deed: same })])
    const third = await begin({ text, deed: same })
    assert.equal(one.case?.id, other.case?.id)
    assert.equal(one.case?.id, third.case?.id)
    await site.app.idle()
    const id = one.case?.id ?? ''
    const current = (await (await state(id)).json()) as Answer
    const step = current.value.actions?.map(({ data }) => data?.step).find(Boolean) ?? ''
    const again = deed()
    await act('checkAgain', { case: id, step }, again)
    await site.app.idle()
    const before = await site.world.store.load(id)
    await act('checkAgain', { case: id, step }, again)
    await site.app.idle()
    assert.equal((await site.world.store.load(id))?.version, before?.version)
  })

  it('hears of a sign-in on another page, where there is nothing else new', async () => {
    const who = site.browser()
    await who.signIn('omar')
    const post = async (verb: string, data: object) => {
      const answer = (await (await who.post('/check/act', { verb, data, deed: deed() })).json()) as Answer
      await site.app.idle()
      return answer
    }
    const look = (tag: string, about: string) =>
      who.get(`/check/state?case=${about}`, { 'x-pending-send': 'page', 'if-none-match': `"${tag}"` })
    const stored = async (about: string) =>
      (await site.world.store.load(about))?.case ?? assert.fail('the case is gone')
    const { case: about } = await begin({ text: 'omar@contoso.com is stuck in Contoso' }, who)
    await site.app.idle()
    const found = about?.id ?? ''
    await post('repair', { case: found, step: stepOf(await stored(found)), value: 'senderConsent' })
    const offered = await stored(found)
    assert.ok(offered.phase.name === 'offered', offered.phase.name)
    const value = offered.phase.plans[0]?.hash ?? ''
    const asked = await post('consent', { case: found, step: stepOf(offered), value, knowsOld: 'true' })
    assert.match(JSON.stringify(asked.value), /check\/consent/)
    const tag = asked.case?.tag ?? ''
    assert.equal((await look(tag, found)).status, 304)
    site.world.signIn('omar')
    const after = await look(tag, found)
    assert.equal(after.status, 200)
    const card = JSON.stringify(((await after.json()) as Answer).value)
    assert.match(card, /You are signed in/)
    assert.doesNotMatch(card, /check\/consent/)
  })

  it('begins with what was chosen, in the organization of the link', async () => {
    const { case: about } = await begin({ symptom: 'stuck', organization: 'Contoso' })
    const stored = await site.world.store.load(about?.id ?? '')
    assert.equal(stored?.case.target.symptom, 'stuck')
    assert.equal(stored?.case.target.organization?.name, 'Contoso')
  })

  it('keeps what was not understood on the page: no check is opened', async () => {
    const answer = await begin({ text: 'what is the weather like' })
    assert.equal(answer.case, undefined)
    assert.match(JSON.stringify(answer.value), /what is the weather like/)
  })

  it('sends a file as it is, and the check reads it', async () => {
    const log = 'The recipient sara@contoso.com … Error code: 0x8004480D\nUser does not have send-as privilege'
    const { case: about } = await drop(log, { organization: 'Contoso' })
    const stored = await site.world.store.load(about?.id ?? '')
    assert.equal(stored?.case.target.symptom, 'errorText')
    assert.equal(stored?.case.target.clue?.fault !== undefined || (stored?.case.target.codes?.length ?? 0) > 0, true)
  })

  it('is told that a file is too large, and nothing is opened', async () => {
    const { case: about, value } = await drop('a line of a log\n'.repeat(700_000))
    assert.equal(about, undefined)
    assert.match(JSON.stringify(value), /larger than 10 MB/)
  })

  it('lists the open checks of the person alone', async () => {
    const list = JSON.stringify(await (await sara.get('/check/list')).json())
    assert.match(list, /sara@contoso\.com/)
    const omar = site.browser()
    await omar.signIn('omar')
    assert.doesNotMatch(JSON.stringify(await (await omar.get('/check/list')).json()), /sara@contoso\.com/)
  })

  it('is slowed down when it is faster than anybody, and what is shown stays', async () => {
    const mia = site.browser()
    await mia.signIn('mia')
    const press = () => mia.post('/check/act', { verb: 'board', data: {}, deed: deed() })
    const statuses: number[] = []
    for (let count = 0; count < 62; count++) statuses.push((await press()).status)
    assert.equal(statuses.at(-1), 429)
    const answer = (await (await press()).json()) as { error: string; type: string }
    assert.equal(answer.type, 'application/vnd.microsoft.activity.message')
    assert.match(answer.error, /\w+/)
    assert.equal((await sara.get('/check/list')).status, 200, 'nobody else is')
  })
})
