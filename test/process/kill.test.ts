import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { type Stack, startStack } from '../demo/stack.js'
import { objectIdOf } from '../simulator/index.js'
import { startWithholding, type Withholding } from '../storage/withholding.js'
import { activity, message, postActivity, type Writer } from '../teams/activities.js'
import { type Connector, type ShownMessage, startConnector } from '../teams/connector.js'
import { inFolder } from '../tools/folder.js'
import { isDiagnosed } from './harness.js'

/** How often the bot is killed at each of these moments. */
const TIMES = Number(process.env.TIMES ?? 10)
/** The saves of a whole check: opened, card seen, work taken, found out, card seen again. */
const SAVES = [1, 2, 3, 4, 5]
const AT_RANDOM = Number(process.env.AT_RANDOM ?? 30)
/** A check takes about so long. */
const WHILE_MS = 600
/** Every card has to be right so soon after the restart. */
const RIGHT_WITHIN_MS = 10_000
const AT_THE_SAME_TIME = 5

interface Stage {
  readonly stack: Stack
  readonly storage: Withholding
  readonly connector: Connector
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Kill = (stage: Stage) => Promise<void>

const SAID = 'sara@contoso.com is stuck in Contoso'
let conversations = 0

/**
 * Killed in the middle of a check, started again: its cards are right. A card that had reached the channel when the bot
 * died, before it knew which message that is, is right as soon as somebody looks at it.
 */
async function survives(stage: Stage, kill: Kill): Promise<void> {
  const { stack, connector } = stage
  const conversation = `conversation-${++conversations}`
  const from = { id: '29:helen', name: 'Helen Park', aadObjectId: objectIdOf('helen') }
  const killed = kill(stage)
  const said = message({ connector, from, conversationId: conversation }, SAID)
  await postActivity(stack.bot.url, said).catch(() => {})
  await killed
  await stack.restartBot()
  const deadline = Date.now() + RIGHT_WITHIN_MS
  const shown = () => connector.activities.filter(({ conversationId }) => conversationId === conversation)
  // Killed before it was saved, the message is the channel's to deliver again.
  if (shown().length === 0) await postActivity(stack.bot.url, said)
  const isRight = () => {
    const cards = shown()
    return cards.length > 0 && cards.some(isDiagnosed) && cards.every(card => isDiagnosed(card) || isMoved(card))
  }
  while (!isRight() && Date.now() < deadline) {
    for (const card of shown()) await look(stage, from, card)
    await setTimeout(50)
  }
  assert.ok(isRight(), JSON.stringify(shown().map(({ id, activity }) => `${id} ${activity.summary}`)))
}

/** Somebody looks at a card: Teams asks for the newest one where the card says how. */
async function look({ stack, connector }: Stage, from: Writer, shown: Mutable<ShownMessage>): Promise<void> {
  const action = actionIn(shown)
  if (!action) return
  const { conversationId, id } = shown
  const invoke = activity(
    { connector, from, conversationId },
    {
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: id,
      value: { action, trigger: 'automatic' },
    },
  )
  const { body } = await postActivity(stack.bot.url, invoke)
  const { value: content } = body as { value: unknown }
  const [attachment] = shown.activity.attachments ?? []
  if (attachment) shown.activity = { ...shown.activity, attachments: [{ ...attachment, content }] }
}

function actionIn({ activity: { attachments = [] } }: ShownMessage): object | null {
  const { refresh } = (attachments[0]?.content ?? {}) as { readonly refresh?: { readonly action: object } }
  return refresh?.action ?? null
}

function isMoved({ activity }: { readonly activity: unknown }): boolean {
  return /goes on in another card/.test(JSON.stringify(activity))
}

/** At the moment when the store has made the save, and nobody has heard of it. */
function atSave(number: number): Kill {
  return ({ stack, storage }) =>
    new Promise(resolve => {
      let saves = 0
      storage.onSave = () => {
        saves += 1
        if (saves !== number) return
        storage.onSave = () => {}
        resolve(stack.bot.kill().then(() => {}))
      }
    })
}

function atRandom(): Kill {
  return async ({ stack }) => {
    await setTimeout(Math.random() * WHILE_MS)
    await stack.bot.kill()
  }
}

const kills: readonly (readonly [when: string, kill: Kill])[] = [
  ...SAVES.flatMap(number =>
    Array.from({ length: TIMES }, (_, i) => [`after save ${number}, ${i + 1}`, atSave(number)] as const),
  ),
  ...Array.from({ length: AT_RANDOM }, (_, i) => [`at random, ${i + 1}`, atRandom()] as const),
]

describe('a bot that is killed', { concurrency: AT_THE_SAME_TIME, timeout: 600_000 }, () => {
  for (let stage = 0; stage < AT_THE_SAME_TIME; stage++) {
    const own = kills.filter((_, i) => i % AT_THE_SAME_TIME === stage)
    it(`has every card right ten seconds after the restart: ${own.length} of ${kills.length} kills`, () =>
      inFolder(async folder => {
        const connector = await startConnector()
        let storage: Withholding | null = null
        const inFrontOfStorage = async (azurite: Parameters<typeof startWithholding>[0]) => {
          storage = await startWithholding(azurite)
          return storage
        }
        const stack = await startStack({
          folder,
          inFrontOfStorage,
          helpdesk: ['helen'],
          simulator: { routerIntervalMs: 0 },
        })
        try {
          assert.ok(storage)
          for (const [when, kill] of own) {
            await survives({ stack, storage, connector }, kill).catch(cause => {
              throw new Error(`Killed ${when}: ${cause}`, { cause })
            })
          }
        } finally {
          await stack.close()
          await connector.close()
        }
      }))
  }
})
