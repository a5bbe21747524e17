import type { Request, Response } from 'restify'
import type { App, Log } from '../../app/ports.js'
import { faultsOf, isActivity } from '../activity.js'
import { createBot } from '../bot.js'
import type { ChannelAdapter } from '../channelAdapter.js'
import { withProductApart } from '../copilot.js'
import type { CardView, TeamsMessenger } from '../posting/teamsMessenger.js'
import type { SignIn } from '../signIn/signIn.js'
import { refusalOf } from './admission.js'
import { KeysUnavailable } from './channelKeys.js'
import { type ChannelTokens, Unauthorized, type Voucher, vouchesFor } from './channelTokens.js'
import { MOST_ACTIVITIES, MOST_ACTIVITIES_OF_ONE } from './limits.js'
import { type HttpRefusal, readJson, refuse } from './requestBody.js'

/** How an activity is let in. */
export interface Gate {
  readonly tokens: Pick<ChannelTokens, 'read'>
  /** Entra tenant ids, in lower case. */
  readonly allowedTenants: ReadonlySet<string>
}

export interface ReceiveOptions {
  readonly adapter: ChannelAdapter
  readonly messenger: TeamsMessenger
  readonly view: CardView
  readonly log: Log
  /** null: local mode; requests come without a token. */
  readonly gate: Gate | null
  /** null: not ready to take activities. */
  readonly app: () => App | null
  /** null: nobody can sign in. */
  readonly signIn: SignIn | null
  /** Receives every turn and the work that continues after it, so that closing can wait for them. */
  readonly underWay: (turn: Promise<unknown>) => void
  /** How long a body may take, in milliseconds. */
  readonly patience?: number
}

const NOT_READY: HttpRefusal = {
  status: 503,
  sentence: 'The bot is starting or stopping. Try again in a moment.',
  retryAfter: 5,
}
const BUSY: HttpRefusal = { status: 503, sentence: 'The bot has too much to do. Try again in a moment.', retryAfter: 1 }
const NO_KEYS: HttpRefusal = {
  status: 503,
  sentence: 'The keys of the Bot Framework cannot be had, so no token can be checked. Try again in a moment.',
  retryAfter: 10,
}
const UNAUTHORIZED: HttpRefusal = { status: 401, sentence: 'A valid token of the Bot Framework is needed.' }
const ELSEWHERE: HttpRefusal = {
  status: 400,
  sentence: 'In local mode the serviceUrl of an activity must be on this machine.',
}

/** Receives activities. Checks first the token, then the body, then whether the token covers it, then the person's tenant. */
export function createReceive(options: ReceiveOptions): (request: Request, response: Response) => Promise<void> {
  let underWay = 0
  const ofPeople = new Map<string, number>()
  const refused = oncePerSecond((reason, more) =>
    options.log.warn({ reason, ...(more > 0 && { more }) }, 'Refused a request without a valid token'),
  )
  return async (request, response) => {
    const app = options.app()
    if (!app) return refuse(request, response, NOT_READY)
    const voucher = await voucherOf({ ...options, refused }, request)
    if (voucher && 'status' in voucher) return refuse(request, response, voucher)
    // A request without a token must not count against the limit.
    if (underWay >= MOST_ACTIVITIES) return refuse(request, response, BUSY)
    underWay += 1
    try {
      await take({ ...options, voucher, app, ofPeople }, request, response)
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
}

async function take(options: Taking, request: Request, response: Response): Promise<void> {
  const { app, ofPeople } = options
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
  count(ofPeople, person, 1)
  try {
    const turn = options.adapter.receive(body, createBot({ ...options, local: options.gate === null, app }))
    options.underWay(turn)
    const answered = await turn
    answer(response, answered?.status ?? 200, answered?.body)
  } finally {
    count(ofPeople, person, -1)
  }
}

/** In one write, which restify's `send` splits into several. */
function answer(response: Response, status: number, body: unknown): void {
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

/** null: local mode, where nobody has a token. It does not read the body. */
async function voucherOf(
  { gate, log, refused }: ReceiveOptions & { readonly refused: (reason: string) => void },
  request: Request,
): Promise<Voucher | HttpRefusal | null> {
  try {
    return gate && (await gate.tokens.read(request.headers.authorization))
  } catch (error) {
    if (error instanceof Unauthorized) {
      refused(error.message)
      return UNAUTHORIZED
    }
    if (!(error instanceof KeysUnavailable)) throw error
    log.error({ err: error }, 'No token can be checked')
    return NO_KEYS
  }
}

const SECOND_MS = 1_000

/** Requests without a token must not fill the log: one line a second, with `more`, the number since the last line. */
function oncePerSecond(tell: (reason: string, more: number) => void): (reason: string) => void {
  let [next, more] = [0, 0]
  return reason => {
    const now = performance.now()
    if (now < next) {
      more += 1
      return
    }
    tell(reason, more)
    next = now + SECOND_MS
    more = 0
  }
}

type Checked = Parameters<typeof refusalOf>[0] & { readonly serviceUrl: string }

/** Why this token does not cover an activity; null: it does. */
function notFor({ adapter, gate, log, voucher }: Taking, activity: Checked): HttpRefusal | null {
  const isService = adapter.isService(activity.serviceUrl)
  if (!gate || !voucher) return isService ? null : ELSEWHERE
  if (!isService || !vouchesFor(voucher, activity)) {
    const reason = isService ? 'The token is for another service or channel' : 'The service is none of the channel'
    log.warn({ reason }, 'Refused a request without a valid token')
    return UNAUTHORIZED
  }
  const refusal = refusalOf(activity, gate.allowedTenants)
  if (refusal) log.warn({ channel: activity.channelId, ...refusal.details }, refusal.message)
  return refusal && { status: 403, sentence: refusal.sentence }
}
