import { z } from 'zod'
import type { Activity } from '../activity.js'
import { type BotOptions, reportTurnFailure } from '../botOptions.js'
import { clicked, replaceCard } from '../cardActions.js'
import type { InvokeAnswer } from '../channelAdapter.js'
import { incomingOf } from '../incoming.js'
import type { SignIn } from './signIn.js'
import { exchangeIn, proofsIn, type WaitingClick, waitingIn } from './signInMessages.js'

type Answer = (options: BotOptions & { readonly signIn: SignIn }, activity: Activity) => Promise<InvokeAnswer>

/** What clients send while somebody signs in. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/bot-sso-code */
const ANSWERS: Readonly<Record<string, Answer>> = {
  'signin/tokenExchange': onTokenExchange,
  'signin/verifyState': onVerifyState,
  'signin/failure': onFailure,
}

/** null: the invoke is not part of a sign-in, or nobody can sign in. */
export async function answerSignIn(options: BotOptions, activity: Activity): Promise<InvokeAnswer | null> {
  const { signIn } = options
  const name = activity.name ?? ''
  const answer = Object.hasOwn(ANSWERS, name) ? ANSWERS[name] : undefined
  return answer && signIn ? answer({ ...options, signIn }, activity) : null
}

/** Sent by each client that sees an OAuth card: the first one carries out the waiting click, and it is stale for the others. */
async function onTokenExchange(options: Parameters<Answer>[0], activity: Activity): Promise<InvokeAnswer> {
  const { signIn, underWay } = options
  const sent = exchangeIn(activity.value)
  if (!sent) return { status: 400 }
  const { id, connectionName, token } = sent
  const isOurs = connectionName === signIn.tokens.connection
  if (!isOurs || !(await signIn.takeToken(activity, token))) {
    return { status: 412, body: { id, connectionName, failureDetail: 'The token was not accepted' } }
  }
  const waiting = waitingIn(id, activity.from.id)
  if (waiting) underWay(goOn(options, activity, waiting))
  return { status: 200, body: { id, connectionName } }
}

/** The card that was clicked is the one that changes, not the OAuth card. */
async function goOn(options: BotOptions, activity: Activity, { click, card }: WaitingClick): Promise<void> {
  const { by, surface: answering } = incomingOf(activity)
  const { activityId: _, ...place } = answering
  const surface = { ...place, ...(card && { activityId: card }) }
  try {
    await replaceCard(options, surface, async () => {
      const { screen } = await clicked(options, activity, { incoming: { by, surface }, payload: click })
      return screen
    })
  } catch (error) {
    reportTurnFailure(options, activity, error)
  }
}

/** The window of a manual sign-in was closed; the person continues with the button on the card. */
async function onVerifyState({ signIn }: Parameters<Answer>[0], activity: Activity): Promise<InvokeAnswer> {
  const { code } = proofsIn(activity.value)
  const isGood = code === undefined || (await signIn.takeCode(activity, code))
  return { status: isGood ? 200 : 404 }
}

const failure = z.looseObject({ code: z.string().regex(/^\w{1,50}$/) })

/** A client could not get a token; the code says what is wrong with the set-up. */
async function onFailure({ log }: Parameters<Answer>[0], activity: Activity): Promise<InvokeAnswer> {
  const parsed = failure.safeParse(activity.value)
  log.warn({ code: parsed.success ? parsed.data.code : 'unknown' }, 'Single sign-on failed in a client')
  return { status: 200 }
}
