import assert from 'node:assert/strict'
import type { Incoming, Screen } from '../../../src/app/ports.js'
import type { Click } from '../../../src/domain/case/cardClick.js'
import type { Case, Surface } from '../../../src/domain/case/case.js'
import { triageStepOf } from '../../../src/domain/triage/entry.js'
import { isQueueCard, threadOf } from '../../../src/domain/triage/place.js'
import { withHelpdesk } from '../../fixtures/triage.js'
import { button, caseOf, type Instance, personIn, type World } from '../world.js'

export const CHANNEL = '19:triage@thread.tacv2'

let activities = 0

/** Somebody in the helpdesk's channel: where its cards are clicked, or in the thread of one of them. */
export function inChannel(who: Incoming, conversationId = CHANNEL, isPrivate = false): Incoming {
  activities += 1
  const surface: Surface = { ...who.surface, conversationId, conversationType: 'channel' }
  return { ...who, surface, activity: `in channel ${activities}`, channel: { isPrivate } }
}

/** A program with a helpdesk. */
export function desk(world: World, name = 'a', changes: Parameters<World['instance']>[1] = {}): Instance {
  return world.instance(name, { ...withHelpdesk, ...changes })
}

/** Chooses the channel. `by`: of the helpdesk. */
export async function chooseChannel({ app }: Instance, by: Incoming, isPrivate = false): Promise<void> {
  await app.say(inChannel(by, `${CHANNEL};messageid=1`, isPrivate), 'use this channel for triage', false)
  await app.idle()
}

export async function say({ app, chat }: Instance, who: Incoming, text: string): Promise<Screen> {
  activities += 1
  await app.say({ ...who, activity: `said ${activities}` }, text, false)
  await app.idle()
  return chat.screen
}

/** Somebody's own check in Contoso with its result. */
async function checkOf(instance: Instance, key: string): Promise<{ readonly who: Incoming; readonly check: Case }> {
  const who = personIn(key)
  const check = caseOf(await say(instance, who, `${key}@contoso.com is stuck in Contoso`))
  return { who, check }
}

/** The same, and the person asks the helpdesk. The case as it is stored then. */
export async function askedBy(world: World, instance: Instance, key: string) {
  const { who, check } = await checkOf(instance, key)
  await instance.app.click(who, button(check, 'askHelpdesk'))
  await instance.app.idle()
  return { who, check: await world.stored(check) }
}

/** The data of a button on the card in the channel. */
export function queueButton(thisCase: Case, verb: Click['verb'], more: Partial<Click> = {}): Click {
  return { verb, case: thisCase.id, step: triageStepOf(thisCase), ...more }
}

/** The thread of the case's card. */
export function threadIn({ surfaces }: Case): string {
  const place = surfaces.find(isQueueCard)
  return (place && threadOf(place)) ?? assert.fail('it has no card in the channel')
}

/** A click on the card in the channel, which comes from the thread of its message. */
export async function press(
  { app }: Instance,
  by: Incoming,
  thisCase: Case,
  ...click: readonly [Click['verb'], Partial<Click>?]
): Promise<Screen> {
  const [verb, more] = click
  const screen = await app.click(inChannel(by, threadIn(thisCase)), queueButton(thisCase, verb, more))
  await app.idle()
  return screen
}
