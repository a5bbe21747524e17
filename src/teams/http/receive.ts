import type { App, LogScope, Telemetry } from '../../app/ports.js'
import { MOST_ACTIVITIES, MOST_ACTIVITIES_OF_ONE } from '../../http/limits.js'
import { PersonRate, type RateLimits, type Slowed } from '../../http/personRate.js'
import { type HttpRefusal, readJson, refuse } from '../../http/requestBody.js'
import type { Handler, HttpRequest, HttpResponse } from '../../http/route.js'
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
  let underWay = 0
  const ofPeople = new Map<string, number>()
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
    if (underWay >= MOST_ACTIVITIES) return refuse(request, response, BUSY)
    underWay += 1
    try {
      await take({ ...options, voucher, app, ofPeople, rates }, request, response)
    } finally {
      underWay -= 1
    }
  }
}

type Taking = Omit<ReceiveOptions, 'app'> & {
  readonly voucher: Voucher | null
  readonly app: App
  /** Turns in progress, by person. */
  readonly ofPeople: Map<string, number>
  readonly rates: PersonRate
}

async function take(options: Taking, request: HttpRequest, response: HttpResponse): Promise<void> {
  const { ofPeople, rates, rate } = options
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
  if ((ofPeople.get(person) ?? 0) >= MOST_ACTIVITIES_OF_ONE) return refuse(request, response, BUSY)
  const most = options.isHelpdesk(incomingOf(body).by) ? rate.helpdesk : rate.each
  const slowed = slowedBy(rates, body, { person, most })
  if (slowed) return slowDown(options, { activity: body, slowed }, response)
  count(ofPeople, person, 1)
  try {
    await answerTurn(options, body, response)
  } finally {
    count(ofPeople, person, -1)
  }
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
    // https://learn.microsoft.com/dotnet/api/microsoft.teams.apps.adaptivecardresponse: a message instead of a card
    const value = view.text(message, incomingOf(activity).surface.locale)
    return answer(response, 200, { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value })
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

/** People without a turn in progress are removed. */
function count(ofPeople: Map<string, number>, person: string, more: 1 | -1): void {
  const turns = (ofPeople.get(person) ?? 0) + more
  if (turns > 0) ofPeople.set(person, turns)
  else ofPeople.delete(person)
}
