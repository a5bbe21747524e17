import type { Incoming, Screen } from '../app/ports.js'
import { type Surface, withoutMessage } from '../domain/case/case.js'
import { invokeAnswer, isBeside } from '../view/invokeAnswer.js'
import type { Activity } from './activity.js'
import { type BotOptions, failed, reportTurnFailure } from './botOptions.js'
import type { InvokeAnswer } from './channelAdapter.js'
import { incomingOf } from './incoming.js'
import type { Attachment } from './posting/connector.js'
import type { SignInRequest, SignInScreen } from './signIn/signIn.js'
import { apart, clickIn, idOf, type Proofs, preconditionFailed, proofsIn } from './signIn/signInMessages.js'

/** A button of a client with Action.Execute: the answer carries the next card. */
export async function answerClick(options: BotOptions, activity: Activity): Promise<InvokeAnswer> {
  const incoming = incomingOf(activity)
  const body = await options.messenger.during(incoming.surface, async () => {
    try {
      return await answerExecute(options, activity, incoming)
    } catch (error) {
      reportTurnFailure(options, activity, error)
      return invokeAnswer(options.view, failed, incoming.surface)
    }
  })
  return { status: 200, body }
}

async function answerExecute(options: BotOptions, activity: Activity, incoming: Incoming): Promise<object> {
  const { signIn } = options
  const { surface } = incoming
  const proofs = proofsIn(activity.value)
  const refusal = await refusalOf(options, activity, proofs)
  if (refusal) return preconditionFailed(refusal)
  const { screen, asked } = await clicked(options, activity, { incoming, payload: payloadOf(activity.value) })
  // A client that has just sent its proof would send the same one again, or open the same window.
  if (signIn && asked?.resource && !proofs.again && surface.execute && signIn.isSilent(asked.screen, surface)) {
    return signIn.loginRequest(asked.resource, surface)
  }
  if (!isBeside(screen)) options.messenger.answered(surface, screen)
  return invokeAnswer(options.view, screen, surface)
}

/** Why the proof that the client sent with the click is invalid; null: it is valid, or there is none. */
async function refusalOf({ signIn }: BotOptions, activity: Activity, { token, code }: Proofs): Promise<string | null> {
  if (signIn && token && !(await signIn.takeToken(activity, token))) return 'The token was not accepted'
  if (signIn && code && !(await signIn.takeCode(activity, code))) return 'The code was not accepted'
  return null
}

/** A button of a client without Action.Execute: its card is replaced. */
export async function answerSubmit(options: BotOptions, activity: Activity): Promise<void> {
  const incoming = incomingOf(activity)
  const { surface } = incoming
  await replaceCard(options, surface, async () => {
    const { screen, asked } = await clicked(options, activity, { incoming, payload: activity.value })
    const card = asked && oauthCardFor(options, activity, asked)
    if (card) await options.messenger.attach(surface, card)
    return screen
  })
}

/** In a conversation of several people, the client of everybody who sees such a card would answer it. */
function oauthCardFor(
  { signIn }: BotOptions,
  activity: Activity,
  { screen, resource }: SignInRequest,
): Attachment | null {
  const { surface } = incomingOf(activity)
  const isPersonal = surface.conversationType === 'personal'
  if (!signIn || !resource || !isPersonal || !signIn.isSilent(screen, surface)) return null
  const { activityId: card } = surface
  return signIn.oauthCard(
    resource,
    surface,
    idOf({ click: clickIn(activity.value), ...(card && { card }) }, activity.from.id),
  )
}

/** Replaces the surface's card with the answer of `turn`. */
export async function replaceCard(
  { messenger }: BotOptions,
  surface: Surface,
  turn: () => Promise<Screen>,
): Promise<void> {
  await messenger.during(surface, async () => {
    const screen = await turn()
    await (isBeside(screen) ? messenger.send(withoutMessage(surface), screen) : messenger.replace(surface, screen))
  })
}

interface Clicking {
  readonly incoming: Incoming
  readonly payload: unknown
}

interface Clicked {
  readonly screen: Screen
  /** A sign-in is needed. */
  readonly asked?: SignInRequest
}

/** The card that replaces the clicked one. A code typed into it is redeemed first, and is not passed on. */
export async function clicked(options: BotOptions, activity: Activity, clicking: Clicking): Promise<Clicked> {
  const { app, signIn } = options
  const { code, data } = apart(clicking.payload)
  const isCodeWrong = signIn !== null && code !== null && !(await signIn.takeCode(activity, code))
  const screen = await app.click(clicking.incoming, data)
  if (screen.kind !== 'signIn' || !signIn) return { screen }
  const noted: SignInScreen = isCodeWrong ? { ...screen, note: { key: 'signIn.codeWrong' } } : screen
  const asked = await signIn.ask(activity, noted)
  return { screen: asked.screen, asked }
}

/** The data of `{ action: { type, verb, data }, trigger }`. Anything else is passed on unchanged; the application judges it. */
function payloadOf(value: unknown): unknown {
  if (!isRecord(value) || !isRecord(value.action)) return value
  const { verb, data } = value.action
  return isRecord(data) && typeof verb === 'string' ? { verb, ...data } : data
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
