import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Case } from '../../../src/domain/case/case.js'
import { isQueueCard } from '../../../src/domain/triage/place.js'
import { saraActor } from '../../fixtures/cases.js'
import { backlog, rightsOf } from '../../fixtures/facts.js'
import { asked, channelRoot, checkOfSara, inHelpdesk, triaged } from '../../fixtures/triage.js'
import { casesIn, chatOf, copyOf, holdMessages, isSettled, remindedAt, type Stage, withCases } from '../triagedCases.js'
import { until } from '../until.js'
import { killAtSave } from './killAtSave.js'

const LATER = '2999-01-01T00:00:00.000Z'
const REMINDERS = /This is still waiting for you|administrator has not acted yet/

/** The sender's turn: their card comes back to them. */
const own = asked({ senderConsent: false, backlog: backlog(3, 60) })
/** The administrator's turn: whoever has the case is told in its thread. */
const ofHelpdesk = inHelpdesk(
  asked({ rights: [rightsOf('router', { sendAs: [] })], backlog: backlog(3, 60) }),
  triaged({ do: 'take' }),
)

const cases: readonly Case[] = Array.from({ length: 8 }, (_, i) =>
  remindedAt(copyOf(i % 2 === 0 ? own : ofHelpdesk, i + 1), LATER),
)

/** Every reminder is due, and the bot finds that out by itself. */
async function makeDue(stage: Stage): Promise<void> {
  const anHourAgo = new Date(Date.now() - 3_600_000).toISOString()
  for (const { id } of cases) {
    const stored = (await stage.stores.store.load(id)) ?? assert.fail()
    const saved = await stage.stores.store.replace(remindedAt(stored.case, anHourAgo), stored.version)
    assert.notEqual(saved, 'conflict')
  }
}

const areDrawn = (stage: Stage) =>
  until('every card is drawn', async () => (await casesIn(stage, cases)).every(isSettled))

const reminders = ({ connector }: Stage) =>
  connector.calls.filter(({ method, activity }) => method === 'POST' && REMINDERS.test(JSON.stringify(activity)))

/** Everybody was reminded once, where they read it, and the case knows it. */
async function showsEachOnce(stage: Stage): Promise<void> {
  const isDone = async () => (await casesIn(stage, cases)).every(one => one.reminder?.count === 1 && isSettled(one))
  await until('every case has reminded', isDone)
  const stored = await casesIn(stage, cases)
  const places = reminders(stage).map(({ conversationId }) => conversationId)
  const expected = stored.map(({ triage, surfaces }) => {
    const card = surfaces.find(isQueueCard)
    return triage?.turn === 'sender'
      ? chatOf(triage.number ?? 0)
      : `${card?.conversationId};messageid=${card?.activityId}`
  })
  assert.deepEqual(places.toSorted(), expected.toSorted())
  for (const number of [1, 3, 5, 7]) assertBroughtBack(stage, number)
}

/** The card at the end of the chat says so, and the one before it that it has moved. */
function assertBroughtBack({ connector }: Stage, number: number): void {
  const shown = connector.activities.filter(({ conversationId }) => conversationId === chatOf(number))
  const texts = shown.map(({ activity }) => JSON.stringify(activity))
  assert.equal(texts.length, 2)
  assert.match(texts[0] ?? '', /continues on another card/)
  assert.match(texts[1] ?? '', /This is still waiting for you, and so does the helpdesk/)
}

describe('a bot that is killed while reminders are due', { concurrency: 2, timeout: 240_000 }, () => {
  it('between saves, three times: everybody is reminded once', () =>
    withCases(cases, async stage => {
      await areDrawn(stage)
      // While nothing reaches the channel, the bot gets as far as saving can take it.
      const held = holdMessages(stage, sent => REMINDERS.test(sent))
      for (const save of [2, 7, 12]) {
        const killed = killAtSave(stage, save)
        if (save === 2) await makeDue(stage)
        await killed
        if (save < 12) await stage.stack.restartBot()
      }
      held.release()
      assert.deepEqual(reminders(stage), [])
      await stage.stack.restartBot()
      await showsEachOnce(stage)
    }))

  it('when some were told, and the others were about to be: everybody is reminded once', () =>
    withCases(cases, async stage => {
      await areDrawn(stage)
      let left = 3
      const held = holdMessages(stage, sent => REMINDERS.test(sent) && left-- <= 0)
      await makeDue(stage)
      const told = async () =>
        (await casesIn(stage, cases)).filter(one => one.reminder?.count === 1 && isSettled(one)).length
      await until('three are told', async () => (await told()) === 3)
      await stage.stack.bot.kill()
      held.release()
      assert.equal(reminders(stage).length, 3)
      await stage.stack.restartBot()
      await showsEachOnce(stage)
    }))
})

describe('a bot that is killed while a case enters triage', { concurrency: 2, timeout: 240_000 }, () => {
  const entering = copyOf(
    inHelpdesk(checkOfSara({ senderConsent: false, backlog: backlog(3, 60) }), triaged({ do: 'ask' }, saraActor)),
    1,
  )

  // Lease, number, entry, lease of the drawing: in between, there is no card in the channel.
  for (const save of [1, 2, 3, 4]) {
    it(`at save ${save}: it has one card, and one number`, () =>
      withCases([], async stage => {
        const { stack, stores, connector } = stage
        const surfaces = entering.surfaces.map(surface => ({ ...surface, serviceUrl: connector.url }))
        const isInChannel = (sent: string) => sent.includes(channelRoot.conversationId)
        const held = holdMessages(stage, isInChannel)
        const killed = killAtSave(stage, save)
        await stores.store.insert({ ...entering, surfaces })
        await killed
        held.release()
        await stack.restartBot()
        await until('it is in triage', async () => (await casesIn(stage, [entering])).every(isSettled))
        const [{ triage, surfaces: places } = assert.fail()] = await casesIn(stage, [entering])
        const number = triage?.number ?? assert.fail('it has no number')
        assert.equal(await stores.numbers.caseOf(number), entering.id)
        const cards = connector.activities.filter(({ conversationId }) => conversationId === channelRoot.conversationId)
        assert.deepEqual(
          cards.map(({ id }) => id),
          places.filter(isQueueCard).map(({ activityId }) => activityId),
        )
        assert.equal(cards.length, 1)
        assert.match(JSON.stringify(cards[0]?.activity), new RegExp(`#${number}: `))
        const [entry, ...others] = await stores.board.list()
        assert.deepEqual([entry?.id, entry?.number, entry?.posted, others.length], [entering.id, number, true, 0])
      }))
  }
})
