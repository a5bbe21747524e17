import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Surface } from '../../src/domain/case/case.js'
import { seedOnlineContoso } from '../simulator/seeds/synchronized/onlineContoso.js'
import { caseOf, loner, noteOn, startWorld, type World } from './world.js'

let world: World
before(async () => {
  world = await startWorld(undefined, { contoso: seedOnlineContoso(() => new Date()), helpdesk: ['helen'] })
})
after(() => world.close())

/** Lets the chat take its time over every new message until `release` is called. */
function slowChat(name: string) {
  const { app, chat } = world.instance(name)
  const waiting: (() => void)[] = []
  let isSlow = true
  const send = chat.send.bind(chat)
  chat.send = async (surface: Surface, screen) => {
    if (isSlow) await new Promise<void>(resolve => waiting.push(resolve))
    return send(surface, screen)
  }
  const release = () => {
    isSlow = false
    for (const go of waiting) go()
  }
  return { app, chat, waiting, release }
}

const sends = (chat: ReturnType<typeof slowChat>['chat']) => chat.drawn.filter(({ how }) => how === 'send')

async function untilDiagnosed(id: string) {
  for (;;) {
    const found = (await world.store.load(id))?.case
    if (found?.phase.name === 'diagnosed') return found
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

/** What somebody types is diagnosed before the first message is sent. Returns the case's id. */
async function sayWhileSlow({ app, waiting, release }: ReturnType<typeof slowChat>, sender: string): Promise<string> {
  const who = loner('helen')
  const said = app.say({ ...who, activity: sender }, `${sender} is stuck in Contoso`, false)
  while (waiting.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  const [open] = await world.store.open(who.by)
  await untilDiagnosed(open?.id ?? '')
  release()
  await said
  await app.idle()
  return open?.id ?? ''
}

describe('a card whose first message is still on its way', () => {
  it('shows there what was found in the meantime, and moves nowhere', async () => {
    const slow = slowChat('first-1')
    const { chat } = slow
    const id = await sayWhileSlow(slow, 'grace@contoso.com')
    assert.equal(sends(chat).length, 1)
    assert.equal(chat.drawn.filter(({ screen }) => noteOn(screen) === 'notes.movedDown').length, 0)
    assert.equal(caseOf(chat.screen).phase.name, 'diagnosed')
    const [surface] = (await world.store.load(id))?.case.surfaces ?? []
    assert.deepEqual([surface?.retires, surface?.drawn !== undefined], [undefined, true])
  })

  it('is sent anew if that message could not be sent', async () => {
    const slow = slowChat('first-2')
    const { chat } = slow
    chat.refusals.push({ result: 'failed', status: 502 })
    await sayWhileSlow(slow, 'omar@contoso.com')
    assert.equal(sends(chat).length, 1)
    assert.equal(caseOf(chat.screen).phase.name, 'diagnosed')
  })
})
