import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import { createMask } from '../../src/domain/mask.js'

const ADDRESS = 'sara@contoso.com'
const key = Buffer.alloc(32, 1)
const mask = createMask(key)

describe('a mask', () => {
  it('is the same for the same address in any case, and different for another address', () => {
    assert.match(mask(ADDRESS), /^#[\w-]{10}$/)
    assert.equal(mask('Sara@Contoso.com'), mask(ADDRESS))
    assert.equal(createMask(Buffer.from(key))(ADDRESS), mask(ADDRESS))
    assert.notEqual(mask('omar@contoso.com'), mask(ADDRESS))
  })

  it('depends on the key, and cannot be computed without it', () => {
    assert.notEqual(createMask(Buffer.alloc(32, 2))(ADDRESS), mask(ADDRESS))
    for (const without of [createHash('sha256'), createHmac('sha256', '')]) {
      assert.ok(!mask(ADDRESS).includes(without.update(ADDRESS).digest('base64url').slice(0, 10)))
    }
  })
})
