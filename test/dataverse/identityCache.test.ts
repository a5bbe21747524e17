import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IdentityCache } from '../../src/dataverse/identityCache.js'
import { MINUTE_MS } from '../../src/domain/durations.js'
import { read } from '../remedies/facts.js'

const sheet = { senders: read([]), routerAccounts: read([]) }

describe('what is remembered of an address', () => {
  it('lasts ten minutes from when it was read, however often it is used', () => {
    let now = Date.UTC(2026, 2, 2)
    const memory = new IdentityCache(() => new Date(now))
    memory.keep('sara', sheet)
    for (let minute = 1; minute < 10; minute++) {
      now += MINUTE_MS
      assert.deepEqual(memory.recall('sara'), sheet)
    }
    now += MINUTE_MS + 1
    assert.equal(memory.recall('sara'), null)
  })

  it('is forgotten if the address can no longer be read', () => {
    const memory = new IdentityCache(() => new Date())
    memory.keep('sara', sheet)
    memory.keep('sara', { senders: { ok: false, why: 'timeout', detail: '' } })
    assert.equal(memory.recall('sara'), null)
  })

  it('is forgotten when a thousand others have been asked for since', () => {
    const memory = new IdentityCache(() => new Date())
    for (const who of ['sara', 'nora']) memory.keep(who, sheet)
    for (let i = 0; i < 998; i++) memory.keep(`${i}`, sheet)
    assert.deepEqual(memory.recall('sara'), sheet)
    memory.keep('one more', sheet)
    assert.deepEqual([memory.recall('nora'), memory.recall('sara')], [null, sheet])
  })
})
