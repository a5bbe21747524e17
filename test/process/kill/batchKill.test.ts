import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { startStack } from '../../demo/stack.js'
import { objectIdOf } from '../../simulator/index.js'
import { startWithholding, type Withholding } from '../../storage/withholding.js'
import { message, postActivity } from '../../teams/activities.js'
import { type Connector, startConnector } from '../../teams/connector.js'
import { inFolder } from '../../tools/folder.js'
import { killAtSave } from './killAtSave.js'

/** How many saves the bot makes before it is killed: as it opens the first checks, in the middle, and near the end. */
const SAVES = [4, 100, 250]
const DONE_WITHIN_MS = 120_000
const FIFTY = Array.from({ length: 50 }, (_, i) => `person${i + 1}@contoso.com`)

/** The results that a card of the conversation shows now; null: none does. */
function resultsIn({ activities }: Connector, conversation: string): string | null {
  const cards = activities.filter(({ conversationId }) => conversationId === conversation)
  const texts = cards.map(({ activity }) => JSON.stringify(activity))
  return texts.find(text => text.includes('50 addresses checked')) ?? null
}

describe('a bot that is killed while it checks fifty addresses', { timeout: 600_000 }, () => {
  it('has checked each of them once in the end', () =>
    inFolder(async folder => {
      const connector = await startConnector()
      let storage: Withholding | null = null
      const stack = await startStack({
        folder,
        inFrontOfStorage: async azurite => {
          storage = await startWithholding(azurite)
          return storage
        },
        helpdesk: ['helen'],
        simulator: { routerIntervalMs: 0 },
      })
      try {
        assert.ok(storage)
        const numbers: string[] = []
        for (const saves of SAVES) {
          const conversationId = `batch-${saves}`
          const from = { id: '29:helen', name: 'Helen Park', aadObjectId: objectIdOf('helen') }
          const killed = killAtSave({ stack, storage }, saves)
          const check = message({ connector, from, conversationId }, `check ${FIFTY.join(', ')} in Contoso`)
          await postActivity(stack.bot.url, check).catch(() => {})
          await killed
          await stack.restartBot()
          const deadline = Date.now() + DONE_WITHIN_MS
          while (!resultsIn(connector, conversationId) && Date.now() < deadline) await setTimeout(100)
          const results = resultsIn(connector, conversationId) ?? assert.fail(`killed after ${saves} saves: not done`)
          for (const address of FIFTY) assert.ok(results.includes(address), address)
          assert.doesNotMatch(results, /Not checked/)
          numbers.push(...(results.match(/#\d+/g) ?? []))
        }
        assert.equal(numbers.length, SAVES.length * FIFTY.length)
        assert.equal(new Set(numbers).size, numbers.length)
      } finally {
        await stack.close()
        await connector.close()
      }
    }))
})
