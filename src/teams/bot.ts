import type { Activity, InvokeResponse, TurnContext } from 'botbuilder'
import type { App, Incoming, Screen } from '../app/ports.js'
import type { Surface } from '../domain/case.js'
import { incomingOf, isSubmit, textOf } from './activity.js'
import { attachedTo } from './attachments.js'
import { chosenMessage, DIAGNOSE_MESSAGE, dialogAnswer } from './dialog.js'
import type { Log } from './log.js'
import { type CardView, NOTICES, type TeamsMessenger } from './messenger.js'

export interface BotOptions {
  readonly app: App
  readonly messenger: TeamsMessenger
  readonly view: CardView
  readonly log: Log
  /** Files may come from this machine. */
  readonly local: boolean
}

const failed: Screen = { kind: 'notice', message: { key: NOTICES.failed } }

/** The turn handler: activities in, calls of the application out. Activities that mean nothing here are let pass. */
export function createBot(options: BotOptions): (context: TurnContext) => Promise<void> {
  return async context => {
    const { activity } = context
    if (activity.type === 'invoke') return invoke(options, context)
    const incoming = incomingOf(activity)
    try {
      await dispatch(options, activity, incoming)
    } catch (error) {
      logFailure(options.log, activity, error)
      await options.messenger.send(incoming.surface, failed).catch(cause => logFailure(options.log, activity, cause))
    }
  }
}

async function dispatch({ app, messenger, local }: BotOptions, activity: Activity, incoming: Incoming): Promise<void> {
  if (isSubmit(activity)) {
    await messenger.during(incoming.surface, async () => {
      await messenger.replace(incoming.surface, await app.click(incoming, activity.value))
    })
  } else if (activity.type === 'message') {
    await app.say(incoming, textOf(activity), attachedTo(activity, { local }))
  } else if (isInstalled(activity)) {
    await app.greet(incoming)
  }
}

/**
 * Teams sends both an installationUpdate and a conversationUpdate when the bot is added; other channels send only
 * the latter. Each channel has one that counts, so nobody is greeted twice, whichever instance gets which.
 */
function isInstalled(activity: Activity): boolean {
  const { type, channelId, action, recipient, membersAdded } = activity
  if (type === 'installationUpdate') return action === 'add'
  if (type !== 'conversationUpdate' || channelId === 'msteams') return false
  return (membersAdded ?? []).some(({ id }) => id === recipient.id)
}

/** Invokes other than these stay unanswered here; the adapter then says 501, as the Bot Framework does. */
async function invoke(options: BotOptions, context: TurnContext): Promise<void> {
  const { name, value } = context.activity
  const chosen = name === DIAGNOSE_MESSAGE.invoke ? chosenMessage(value) : null
  if (chosen !== null) return answerDialog(options, context, chosen)
  if (name === 'adaptiveCard/action') return answerClick(options, context)
}

async function answerClick({ app, messenger, view, log }: BotOptions, context: TurnContext): Promise<void> {
  const { activity } = context
  const incoming = incomingOf(activity)
  const value = await messenger.during(incoming.surface, async () => {
    try {
      return cardAnswer(view, await app.click(incoming, payloadOf(activity.value)), incoming.surface)
    } catch (error) {
      logFailure(log, activity, error)
      return cardAnswer(view, failed, incoming.surface)
    }
  })
  await context.sendActivity({ type: 'invokeResponse', value })
}

async function answerDialog({ app, view, log }: BotOptions, context: TurnContext, chosen: string): Promise<void> {
  const { activity } = context
  const incoming = incomingOf(activity)
  const screen = await app.readMessage(incoming, chosen).catch((error): Screen => {
    logFailure(log, activity, error)
    return { kind: 'reading', clue: null, message: { key: NOTICES.failed } }
  })
  await context.sendActivity({ type: 'invokeResponse', value: dialogAnswer(view, screen, incoming.surface) })
}

/** What Teams takes for the next card; an empty answer would make it send the click again. */
function cardAnswer(view: CardView, screen: Screen, surface: Surface): InvokeResponse {
  const body = { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: view.card(screen, surface) }
  return { status: 200, body }
}

/** The data of `{ action: { type, verb, data }, trigger }`. Whatever else came is handed on as it is: not ours to judge. */
function payloadOf(value: unknown): unknown {
  if (!isRecord(value) || !isRecord(value.action)) return value
  const { verb, data } = value.action
  return isRecord(data) && typeof verb === 'string' ? { verb, ...data } : data
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function logFailure(log: Log, { type, channelId, id }: Activity, error: unknown): void {
  log.error({ err: error, type, channelId, activityId: id }, 'A turn failed')
}
