import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { type Stack, startStack } from '../../demo/stack.js'
import { objectIdOf } from '../../simulator/index.js'
import { startWithholding, type Withholding } from '../../storage/withholding.js'
import { activity, message, postActivity, type Writer } from '../../teams/activities.js'
import { type Connector, type ShownMessage, startConnector } from '../../teams/connector.js'
import { inFolder } from '../../tools/folder.js'
import { isDiagnosed } from '../harness.js'
import { killAtSave } from './killAtSave.js'

/** How often the bot is killed at each of these moments. */
const TIMES = Number(process.env.TIMES ?? 10)
/** The saves of a whole check: case opened, card shown, work taken, diagnosis made, card shown again. */
const SAVES = [1, 2, 3, 4, 5]
const AT_RANDOM = Number(process.env.AT_RANDOM ?? 30)
/** How long a check takes, roughly. */
const CHECK_MS = 600
/** How soon after the restart every card has to be right. */
const RIGHT_WITHIN_MS = 10_000
const AT_THE_SAME_TIME = 5

interface Stage {
  readonly stack: Stack
  readonly storage: Withholding
  readonly connector: Connector
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Kill = (stage: Stage) => Promise<void>

const MESSAGE = 'sara@contoso.com is stuck in Contoso'
let conversations = 0

/**
 * Kills the bot in the middle of a check, restarts it, and demands that its cards become right. A card that reached the
 * channel just before the bot died, so that its message id was never saved, is put right as soon as somebody looks at it.
 */
async function survives(stage: Stage, kill: Kill): Promise<void> {
  const { stack, connector } = stage
  const conversation = `conversation-${++conversations}`
  const from = { id: '29:helen', name: 'Helen Park', aadObjectId: objectIdOf('helen') }
  const killed = kill(stage)
  const activity = message({ connector, from, conversationId: conversation }, MESSAGE)
  await postActivity(stack.bot.url, activity).catch(() => {})
  await killed
  await stack.restartBot()
  const deadline = Date.now() + RIGHT_WITHIN_MS
  const shown = () => connector.activities.filter(({ conversationId }) => conversationId === conversation)
  // If the bot was killed before the first save, the channel delivers the message again.
  if (shown().length === 0) await postActivity(stack.bot.url, activity)
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

/** Somebody looks at a card: Teams runs the card's refresh action, if it has one. */
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
  return /continues on another card/.test(JSON.stringify(activity))
}

function atSave(number: number): Kill {
  return stage => killAtSave(stage, number)
}

function atRandom(): Kill {
  return async ({ stack }) => {
    await setTimeout(Math.random() * CHECK_MS)
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
    it(`has every card right within ten seconds of the restart: ${own.length} of ${kills.length} kills`, () =>
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
