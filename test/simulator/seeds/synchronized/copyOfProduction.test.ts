import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { seedCopyOfProduction } from './copyOfProduction.js'
import { COPY_SENDERS } from './labels.js'
import { type OnlineWorld, startOnlineWorld } from './onlineWorld.js'

let world: OnlineWorld
before(async () => {
  world = await startOnlineWorld(seedCopyOfProduction)
})
after(() => world.simulator.close())

const waiting = () => COPY_SENDERS.map(({ sender }) => world.mails(sender, 6).length)
const readyJobs = () => world.org.table('asyncoperation').where(({ statecode }) => statecode === 0).length

describe('a fresh copy of production', () => {
  it('sends nothing and runs no jobs, although nothing is wrong with its mailboxes', () => {
    for (let minute = 0; minute < 20; minute++) world.pass(1)
    assert.deepEqual([waiting(), readyJobs()], [[2, 2, 2], 3])
    for (const { sender } of COPY_SENDERS) {
      const { statecode, outgoingemailstatus, enabledforoutgoingemail } = world.mailbox(sender)
      assert.deepEqual([statecode, outgoingemailstatus, enabledforoutgoingemail], [0, 1, true], sender)
    }
  })

  it('has looked at no mailbox for days', () => {
    const mailboxes = world.org.table('mailbox').all()
    assert.ok(mailboxes.length > COPY_SENDERS.length)
    for (const { processinglastattemptedon: at = null } of mailboxes)
      assert.ok(at === null || String(at) < '2026-06-14', String(at))
  })

  it('sends everything as soon as somebody switches its background operations on', () => {
    world.org.background.environment.backgroundOperations = true
    world.pass(1)
    assert.deepEqual([waiting(), readyJobs()], [[0, 0, 0], 0])
  })
})
