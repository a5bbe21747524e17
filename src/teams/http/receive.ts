import type { App, LogScope, Telemetry } from '../../app/ports.js'
import { InProgress } from '../../http/inProgress.js'
import { PersonRate, type RateLimits, type Slowed } from '../../http/personRate.js'
import { type HttpRefusal, readJson, refuse } from '../../http/requestBody.js'
import type { Handler, HttpRequest, HttpResponse } from '../../http/route.js'
import { besideCard } from '../../view/invokeAnswer.js'
import { type Activity, faultsOf, isActivity } from '../activity.js'
import { createBot } from '../bot.js'
import type { BotOptions } from '../botOptions.js'
import { withProductApart } from '../copilot.js'
import { incomingOf } from '../incoming.js'
import { NOTICES } from '../posting/cardMessage.js'
import { TurnMeter } from '../turnTelemetry.js'
import { slowedBy } from './activityRate.js'
import type { Voucher } from './channelTokens.js'
import { type CheckpointOptions, notFor, oncePerSecond, voucherOf } from './checkpoint.js'

export interface ReceiveOptions
  extends CheckpointOptions,
    Pick<BotOptions, 'messenger' | 'view' | 'signIn' | 'underWay' | 'log'> {
  /** null: not ready to take activities. */
  readonly app: () => App | null
  readonly scope: LogScope
  readonly telemetry: Telemetry
  readonly rate: RateLimits
  readonly isHelpdesk: (by: ReturnType<typeof incomingOf>['by']) => boolean
  /** How long a body may take, in milliseconds. */
  readonly patience?: number
}

const NOT_READY: HttpRefusal = {
  status: 503,
  sentence: 'The bot is starting or stopping. Try again in a moment.',
  retryAfter: 5,
}
const BUSY: HttpRefusal = { status: 503, sentence: 'The bot has too much to do. Try again in a moment.', retryAfter: 1 }

/** Receives activities. Checks first the token, then the body, then whether the token covers it, then the person's tenant and pace. */
export function createReceive(options: ReceiveOptions): Handler {
  const inProgress = new InProgress()
  const rates = new PersonRate()
  const refused = oncePerSecond(options.log)
  return async (request, response) => {
    const app = options.app()
    if (!app) {
      response.setHeader('Connection', 'close')
      return refuse(request, response, NOT_READY)
    }
    const voucher = await voucherOf({ ...options, refused }, request)
    if (voucher && 'status' in voucher) return refuse(request, response, voucher)
    // A request without a token must not count against the limit.
    const isTaken = await inProgress.run(() => take({ ...options, voucher, app, inProgress, rates }, request, response))
    if (!isTaken) await refuse(request, response, BUSY)
  }
}

type Taking = Omit<ReceiveOptions, 'app'> & {
  readonly voucher: Voucher | null
  readonly app: App
  readonly inProgress: InProgress
  readonly rates: PersonRate
}

async function take(options: Taking, request: HttpRequest, response: HttpResponse): Promise<void> {
  const { inProgress, rates, rate } = options
  const read = await readJson(request, response, options.patience)
  if ('status' in read) return refuse(request, response, read)
  if (!isActivity(read.body)) {
    const faults = faultsOf(read.body).slice(0, 5).join(', ')
    return refuse(request, response, { status: 400, sentence: `Not a Bot Framework activity; look at ${faults}.` })
  }
  const body = withProductApart(read.body)
  const refusal = notFor(options, body)
  if (refusal) return refuse(request, response, refusal)
  const person = JSON.stringify([body.channelId, body.from.id])
  const isTaken = await inProgress.runFor(person, async () => {
    const most = options.isHelpdesk(incomingOf(body).by) ? rate.helpdesk : rate.each
    const slowed = slowedBy(rates, body, { person, most })
    await (slowed ? slowDown(options, { activity: body, slowed }, response) : answerTurn(options, body, response))
  })
  if (!isTaken) await refuse(request, response, BUSY)
}

async function answerTurn(options: Taking, activity: Activity, response: HttpResponse): Promise<void> {
  const { adapter, app, scope, telemetry } = options
  const meter = new TurnMeter(telemetry, activity)
  const bot = createBot({ ...options, local: options.gate === null, app, turnFailed: meter.failed })
  try {
    await scope.run(async () => {
      const turn = adapter.receive(activity, bot)
      options.underWay(turn)
      const answered = await turn
      answer(response, answered?.status ?? 200, answered?.body)
    })
  } catch (error) {
    meter.failed()
    throw error
  } finally {
    meter.ended()
  }
}

interface SlowedActivity {
  readonly activity: Activity
  readonly slowed: Slowed
}

/** Says once a minute that it was too fast. A click always gets an answer, which leaves its card as it is. */
async function slowDown(options: Taking, { activity, slowed }: SlowedActivity, response: HttpResponse): Promise<void> {
  const { log, messenger, view } = options
  const message = { key: NOTICES.tooFast }
  if (slowed === 'first') log.warn({ type: activity.type }, 'Somebody is faster than the bot answers')
  if (activity.name === 'adaptiveCard/action') {
    return answer(response, 200, besideCard(view.text(message, incomingOf(activity).surface.locale)))
  }
  if (activity.type === 'invoke') return answer(response, 429, undefined)
  if (slowed === 'first') await messenger.send(incomingOf(activity).surface, { kind: 'notice', message }, 'answer')
  answer(response, 200, undefined)
}

/** In one write, which restify's `send` splits into several. */
function answer(response: HttpResponse, status: number, body: unknown): void {
  const text = body === undefined ? '' : JSON.stringify(body)
  response.writeHead(status, {
    ...(text !== '' && { 'Content-Type': 'application/json' }),
    'Content-Length': Buffer.byteLength(text),
  })
  response.end(text)
}
