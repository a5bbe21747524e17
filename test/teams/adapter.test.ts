import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Activity, TurnContext } from 'botbuilder'
import { TeamsAdapter } from '../../src/teams/adapter.js'
import { message } from './activities.js'

describe('the clients of a turn', () => {
  it('are those of the turns before, for the same service', async () => {
    const adapter = new TeamsAdapter(null)
    const clientsAt = async (url: string) => {
      const found: unknown[] = []
      const activity = message({ connector: { url } }, 'hi') as unknown as Activity
      await adapter.receive(activity, async ({ turnState }: TurnContext) => {
        found.push(turnState.get(adapter.ConnectorClientKey), turnState.get(adapter.UserTokenClientKey))
      })
      return found
    }
    const [one, again, other] = [
      await clientsAt('http://127.0.0.1:1/'),
      await clientsAt('http://127.0.0.1:1/'),
      await clientsAt('http://127.0.0.1:2/'),
    ]
    assert.ok(one[0] && one[1])
    assert.equal(one[0], again[0])
    assert.equal(one[1], again[1])
    assert.notEqual(one[0], other[0])
    assert.equal(one[1], other[1])
    assert.equal(await adapter.userTokens(), one[1])
  })
})
