import { z } from 'zod'
import type { Beginning, Screen } from '../../app/ports.js'
import { readJson } from '../../http/requestBody.js'
import { besideCard } from '../../view/invokeAnswer.js'
import { refuseJson, sendJson } from '../httpAnswers.js'
import { incomingOf, localeOf, type SignedIn, type WebContext } from '../webContext.js'
import { cardAnswer, caseOf, tagOf } from './cardAnswer.js'
import { fileIn } from './droppedFile.js'

/** A click comes from the renderer, whose names and sizes are known; everything else is refused. */
const deed = z.uuid()
const timeZone = z.string().max(100).optional()
const actSchema = z.object({
  verb: z.string().min(1).max(50),
  data: z.record(z.string().max(100), z.unknown()),
  deed,
  timeZone,
})
const chosen = { symptom: z.string().max(50).optional(), organization: z.string().max(500).optional() }
const beginSchema = z.object({ ...chosen, text: z.string().max(200_000).optional(), deed, timeZone })
/** Beside a file, in the address, which ends up in logs: what somebody typed has no place there. */
const besideFileSchema = z.object({ ...chosen, deed, timeZone })

/** Answers a click on a card with what Teams would get. */
export async function act(context: WebContext, exchange: SignedIn): Promise<void> {
  const { request, response, app } = exchange
  const read = await readJson(request, response, context.patience)
  if ('status' in read) return refuseJson(exchange, read)
  const parsed = actSchema.safeParse(read.body)
  if (!parsed.success) return refuseJson(exchange, MALFORMED)
  const { verb, data } = parsed.data
  const incoming = incomingOf(context, exchange, parsed.data)
  const screen = await app.click(incoming, { ...data, verb })
  sendJson(exchange, 200, cardAnswer(context, screen, incoming))
}

/** Opens a check. */
export async function begin(context: WebContext, exchange: SignedIn): Promise<void> {
  const { request, response } = exchange
  const type = request.headers['content-type'] ?? ''
  if (/^application\/octet-stream\b/i.test(type)) return beginWithFile(context, exchange)
  const read = await readJson(request, response, context.patience)
  if ('status' in read) return refuseJson(exchange, read)
  const parsed = beginSchema.safeParse(read.body)
  if (!parsed.success) return refuseJson(exchange, MALFORMED)
  await beginWith(context, exchange, parsed.data)
}

async function beginWithFile(context: WebContext, exchange: SignedIn): Promise<void> {
  const { request } = exchange
  const parsed = besideFileSchema.safeParse(Object.fromEntries(new URLSearchParams(request.getQuery())))
  if (!parsed.success) return refuseJson(exchange, MALFORMED)
  await beginWith(context, exchange, parsed.data, fileIn(request, context.patience))
}

async function beginWith(
  context: WebContext,
  exchange: SignedIn,
  given: z.infer<typeof beginSchema>,
  attached?: Beginning['attached'],
): Promise<void> {
  const { symptom, organization, text } = given
  const incoming = incomingOf(context, exchange, given)
  const screen = await exchange.app.begin(incoming, {
    ...(symptom !== undefined && { symptom }),
    ...(organization !== undefined && { organization }),
    ...(text !== undefined && { text }),
    ...(attached && { attached }),
  })
  sendJson(exchange, 200, cardAnswer(context, screen, incoming))
}

/** What a case looks like now, unless the page shows that already. Nobody did anything. */
export async function state(context: WebContext, exchange: SignedIn): Promise<void> {
  const { request, response, app } = exchange
  const id = new URLSearchParams(request.getQuery()).get('case') ?? ''
  const incoming = incomingOf(context, exchange)
  const screen = await app.click(incoming, { verb: 'refresh', case: id })
  const about = caseOf(screen)
  if (!about || about.id !== id) return refuseJson(exchange, { status: 404, sentence: noCase(context, exchange) })
  const tag = `"${tagOf(screen, about)}"`
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, { 'Cache-Control': 'no-store', ETag: tag })
    response.end()
    return
  }
  response.setHeader('ETag', tag)
  sendJson(exchange, 200, cardAnswer(context, screen, incoming))
}

/** A person's open checks. */
export async function list(context: WebContext, exchange: SignedIn): Promise<void> {
  const incoming = incomingOf(context, exchange)
  const screen: Screen = await exchange.app.cases(incoming)
  sendJson(exchange, 200, cardAnswer(context, screen, incoming))
}

/** Somebody is faster than anybody types: what they see stays as it is. */
export function refuseTooFast(context: WebContext, exchange: SignedIn): void {
  const text = context.view.text({ key: 'notice.tooFast' }, localeOf(exchange.request))
  sendJson(exchange, 429, { ...besideCard(text), error: text })
}

const MALFORMED = { status: 400, sentence: 'This is not what the page sends. Load it again.' }

function noCase({ view }: WebContext, { request }: SignedIn): string {
  return view.text({ key: 'web.noCase' }, localeOf(request))
}
