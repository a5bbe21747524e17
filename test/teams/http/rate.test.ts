import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { PersonRate } from '../../../src/http/personRate.js'
import { slowedBy } from '../../../src/teams/http/activityRate.js'
import { ALEX, activity, invoke, message, postActivity, type Writer } from '../activities.js'
import { type Bot, startBot } from '../harness.js'
import { shown } from '../posting/showing.js'

const CLICK = { type: 'invoke', name: 'adaptiveCard/action', value: { trigger: 'manual' } }
const REFRESH = { ...CLICK, value: { trigger: 'automatic', action: { data: { verb: 'refresh' } } } }
/** Of a client that says it did by itself what somebody did. */
const PRETENDED = [{ data: { verb: 'consent' } }, { verb: 'refresh', data: { verb: 'consent' } }, { data: null }, null]
const WORD = { type: 'message' }

function taken(rate: PersonRate, count: number, what: { type: string } = WORD, who = 'a') {
  return Array.from({ length: count }, () => slowedBy(rate, what, { person: who, most: 3 })).filter(
    slowed => slowed !== null,
  )
}

describe('the pace of a person', () => {
  it('is free up to the limit; beyond it, the person is told once a minute', () => {
    const clock = { now: 0 }
    const rate = new PersonRate(() => clock.now)
    assert.deepEqual(taken(rate, 3), [])
    assert.deepEqual(taken(rate, 3), ['first', 'again', 'again'])
    clock.now = 60_000
    assert.deepEqual(taken(rate, 4), ['first'])
  })

  it('is that of one person alone', () => {
    const rate = new PersonRate(() => 0)
    taken(rate, 10)
    assert.deepEqual(taken(rate, 3, WORD, 'b'), [])
  })

  it('counts clicks, too, and cards that clients ask for by themselves a tenth', () => {
    assert.deepEqual(taken(new PersonRate(() => 0), 4, CLICK), ['first'])
    assert.deepEqual(taken(new PersonRate(() => 0), 30, REFRESH), [])
    assert.deepEqual(taken(new PersonRate(() => 0), 31, REFRESH), ['first'])
    for (const action of PRETENDED) {
      const pretended = { ...CLICK, value: { trigger: 'automatic', action } }
      assert.deepEqual(taken(new PersonRate(() => 0), 4, pretended), ['first'])
    }
  })

  it('does not count what nobody did: installations and members', () => {
    assert.deepEqual(taken(new PersonRate(() => 0), 10, { type: 'conversationUpdate' }), [])
  })
})

const HELPDESK = '0f6f6a34-7d6e-4a0e-8a1d-2f5b3f1f9f10'

describe('a bot that somebody hurries', () => {
  const HELEN: Writer = { id: '29:helen', name: 'Helen Park', aadObjectId: HELPDESK }
  let bot: Bot
  before(async () => {
    const isHelpdesk = ({ aadObjectId }: { readonly aadObjectId: string | null }) => aadObjectId === HELPDESK
    bot = await startBot({}, { rate: { each: 2, helpdesk: 4 }, isHelpdesk })
  })
  after(() => bot.close())

  const said = () => bot.calls.filter(({ what }) => what === 'say').length

  it('answers with one sentence, and does nothing', async () => {
    for (let n = 0; n < 5; n += 1) assert.equal((await postActivity(bot.url, message(bot, 'hi'))).status, 200)
    assert.equal(said(), 2)
    assert.deepEqual(shown(bot.connector, 'POST'), ['notice.tooFast'])
    assert.equal(bot.lines.filter(({ message }) => message === 'Somebody is faster than the bot answers').length, 1)
  })

  it('answers a click with the sentence, so that the card stays as it is', async () => {
    const answer = await postActivity(bot.url, invoke(bot, { verb: 'x' }))
    assert.deepEqual(
      [answer.status, answer.body],
      [200, { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'notice.tooFast in en-US' }],
    )
  })

  it('refuses other requests of the client, which tries again', async () => {
    const exchange = activity(bot, { type: 'invoke', name: 'signin/tokenExchange', value: {} })
    assert.equal((await postActivity(bot.url, exchange)).status, 429)
  })

  it('still answers everybody else, and lets the helpdesk do more', async () => {
    const before = said()
    const place = { connector: bot.connector, from: HELEN }
    for (let n = 0; n < 5; n += 1) await postActivity(bot.url, message(place, 'hi'))
    assert.equal(said() - before, 4)
    assert.notEqual(HELEN.id, ALEX.id)
  })
})
