import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createReadiness, type ReadinessOptions } from '../src/process/readiness.js'
import { recordingLog } from './teams/harness.js'

const SECRET = 'AccountKey=c2VjcmV0'
const failing = () => Promise.reject(new Error(SECRET))
const never = () => new Promise<never>(() => {})
const fine = async () => {}

/** After what answers at once has answered. */
const soon = () => {
  const over = new AbortController()
  setImmediate(() => over.abort())
  return over.signal
}

type Looks = Partial<Record<'store' | 'token' | 'organization', () => Promise<unknown>>>

async function readyWith({ store = fine, token = fine, organization = fine }: Looks, deadline?: () => AbortSignal) {
  const { log, lines } = recordingLog()
  const reachability = { token, organization } as ReadinessOptions['reachability']
  const options = { store: { load: async () => void (await store()) as never }, reachability, log }
  const ready = await createReadiness({ ...options, ...(deadline && { deadline }) })()
  return { ready, told: lines.map(({ details }) => (details as { part?: string }).part) }
}

describe('readiness', () => {
  it('has a sentence for each part', async () => {
    const { ready, told } = await readyWith({})
    assert.deepEqual(ready, {
      ok: true,
      store: 'The case store answers.',
      token: 'The bot gets a token for Dynamics 365.',
      organization: 'An organization answers the bot.',
    })
    assert.deepEqual(told, [])
  })

  for (const part of ['store', 'token', 'organization'] as const) {
    it(`is lost with the ${part}, and says where to look, without what the error says`, async () => {
      const { ready, told } = await readyWith({ [part]: failing })
      assert.equal(ready.ok, false)
      assert.match(ready[part], /\. Look at /)
      assert.deepEqual(told, [part])
      assert.ok(!JSON.stringify(ready).includes(SECRET))
    })

    it(`is lost if the ${part} does not answer in time`, async () => {
      const { ready, told } = await readyWith({ [part]: never }, soon)
      assert.equal(ready.ok, false)
      assert.deepEqual(told, [part])
    })
  }

  it('blames no organization while there is no token', async () => {
    const { ready, told } = await readyWith({ token: failing, organization: failing })
    assert.equal(ready.organization, 'Without a token, no organization can be asked.')
    assert.deepEqual(told, ['token'])
  })
})
