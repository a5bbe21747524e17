import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { Delivery, Screen } from '../../../src/app/ports.js'
import type { Case, Surface } from '../../../src/domain/case/case.js'
import { TeamsMessenger } from '../../../src/teams/posting/teamsMessenger.js'
import { quickPace } from '../clocks.js'
import { type Connector, startConnector } from '../connector.js'
import { createAdapter, placeOf, recordingLog, view } from '../harness.js'
import { surfaceOf } from './showing.js'

const CARDS = 100
const ROUNDS = 5
const CHANNEL = { conversationId: '19:triage@thread.tacv2', conversationType: 'channel' } as const

/** A case whose queue card changes: only its id and its revision matter here. */
function caseAt(id: number, revision: number): Screen {
  return { kind: 'case', case: { id: `case-${id}`, phase: { name: 'diagnosed' }, revision } as unknown as Case }
}

function shownIn(card: unknown): { id: string; revision: number } {
  const { screen } = card as { screen: Extract<Screen, { kind: 'case' }> }
  return { id: screen.case.id, revision: screen.case.revision }
}

describe('a channel whose cards change all the time', () => {
  let connector: Connector
  const pace = quickPace()
  before(async () => {
    connector = await startConnector({ clock: pace })
  })
  after(() => connector.close())

  const { signal } = new AbortController()
  /** Lets everybody work until that much time has passed; the work that waits moves the clock. */
  async function meanwhile(milliseconds: number): Promise<void> {
    for (const until = pace.now() + milliseconds; pace.now() < until; ) await setTimeout(1)
  }

  /** Draws a card, in the state that it has then, until the channel takes it, as the promised work of a case does. */
  async function untilShown(draw: () => Promise<Delivery>): Promise<Delivery> {
    for (let delivery = await draw(); ; delivery = await draw()) {
      if (delivery.result !== 'failed') return delivery
      await pace.sleep(delivery.retryAfterMs ?? 1_000, signal)
    }
  }

  const messengerOf = () => {
    const adapter = createAdapter(null)
    return new TeamsMessenger({ connector: url => adapter.connector(url), view, log: recordingLog().log, pace })
  }
  const root = () => surfaceOf(connector, CHANNEL)
  const revisionsOf = (message: string) =>
    connector.calls.flatMap(({ activityId, activity }) =>
      activityId === message ? [shownIn(activity?.attachments?.[0]?.content).revision] : [],
    )

  /** Changes each card in several rounds, none of which waits for the one before. Resolves when everything was drawn. */
  async function change(messengers: readonly TeamsMessenger[], cards: readonly Surface[]): Promise<void> {
    const newest = cards.map(() => 0)
    const drawing: Promise<Delivery>[] = []
    for (let round = 1; round <= ROUNDS; round++) {
      for (const [id, card] of cards.entries()) {
        newest[id] = round
        const messenger = messengers[id % messengers.length]!
        drawing.push(untilShown(() => messenger.update(card, caseAt(id, newest[id]!), 'news')))
      }
      // The channel takes forty cards in this time at most.
      await meanwhile(10_000)
    }
    for (const delivery of await Promise.all(drawing)) assert.equal(delivery.result, 'shown')
  }

  async function post(messenger: TeamsMessenger): Promise<readonly Surface[]> {
    const cards: Surface[] = []
    for (let id = 0; id < CARDS; id++) cards.push(placeOf(await messenger.send(root(), caseAt(id, 0), 'news')))
    return cards
  }

  function assertNewest(cards: readonly Surface[]): void {
    for (const [id, { activityId = '' }] of cards.entries()) {
      const message = connector.activities.find(shown => shown.id === activityId)
      assert.deepEqual(shownIn(message?.activity.attachments?.[0]?.content), { id: `case-${id}`, revision: ROUNDS })
      const revisions = revisionsOf(activityId)
      assert.deepEqual(
        revisions,
        revisions.toSorted((one, other) => one - other),
        `${revisions}`,
      )
    }
  }

  it('has the newest state on each in the end, in order, without one call too many', async () => {
    const messenger = messengerOf()
    const cards = await post(messenger)
    await change([messenger], cards)
    assertNewest(cards)
    assert.equal(connector.refused, 0)
    // Each card changed while others were drawn, and states that nobody would have seen were left out.
    const drawn = connector.calls.length - CARDS
    assert.ok(drawn > CARDS && drawn < CARDS * (ROUNDS - 1), `${drawn}`)
    await messenger.close()
  })

  it('even if two instances post there, neither of which knows of the other', async () => {
    const messengers = [messengerOf(), messengerOf()]
    await pace.sleep(3_600_000, signal)
    connector.forget()
    const cards = await post(messengers[0]!)
    await change(messengers, cards)
    assertNewest(cards)
    assert.ok(connector.refused > 0)
    for (const messenger of messengers) await messenger.close()
  })
})
