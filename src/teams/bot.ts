import type { Incoming, Screen } from '../app/ports.js'
import { type Activity, isSubmit, textOf } from './activity.js'
import { attachedTo } from './attachments.js'
import { type BotOptions, failed, reportTurnFailure } from './botOptions.js'
import { answerClick, answerSubmit } from './cardActions.js'
import type { InvokeAnswer, TurnLogic } from './channelAdapter.js'
import { incomingOf } from './incoming.js'
import { chosenMessage, DIAGNOSE_MESSAGE, dialogAnswer } from './messageDialog.js'
import { NOTICES } from './posting/cardMessage.js'
import { answerSignIn } from './signIn/signInInvokes.js'

/** The turn handler: turns activities into calls of the application, and ignores all other activities. */
export function createBot(options: BotOptions): TurnLogic {
  return async activity => {
    if (activity.type === 'invoke') return invoke(options, activity)
    const incoming = incomingOf(activity)
    try {
      await dispatch(options, activity, incoming)
    } catch (error) {
      reportTurnFailure(options, activity, error)
      await options.messenger.send(incoming.surface, failed)
    }
    return null
  }
}

async function dispatch(options: BotOptions, activity: Activity, incoming: Incoming): Promise<void> {
  const { app, local } = options
  if (isSubmit(activity)) {
    await answerSubmit(options, activity)
  } else if (await isCodeTaken(options, activity)) {
    await app.signedIn(incoming)
  } else if (activity.type === 'message') {
    await app.say(incoming, textOf(activity), attachedTo(activity, { local }))
  } else if (isInstalled(activity)) {
    await app.greet(incoming)
  }
}

/** The sign-in page may ask people to type its code in the chat. The code belongs to no case, and the application never sees it. */
async function isCodeTaken({ signIn }: BotOptions, activity: Activity): Promise<boolean> {
  if (!signIn || activity.type !== 'message') return false
  const text = textOf(activity)
  return /^\d{6}$/.test(text) && signIn.takeCode(activity, text)
}

/**
 * Teams sends both an installationUpdate and a conversationUpdate when the bot is added; other channels send only
 * the latter. Only one of them counts in each channel, so nobody is greeted twice, even where two instances get one each.
 */
function isInstalled(activity: Activity): boolean {
  const { type, channelId, action, recipient, membersAdded } = activity
  if (type === 'installationUpdate') return action === 'add'
  if (type !== 'conversationUpdate' || channelId === 'msteams') return false
  return (membersAdded ?? []).some(({ id }) => id === recipient.id)
}

/** Other invokes are not answered here; the adapter then answers 501, as the Bot Framework does. */
async function invoke(options: BotOptions, activity: Activity): Promise<InvokeAnswer | null> {
  const { name, value } = activity
  const chosen = name === DIAGNOSE_MESSAGE.invoke ? chosenMessage(value) : null
  if (chosen !== null) return answerDialog(options, activity, chosen)
  if (name === 'adaptiveCard/action') return answerClick(options, activity)
  return answerSignIn(options, activity)
}

async function answerDialog(options: BotOptions, activity: Activity, chosen: string): Promise<InvokeAnswer> {
  const { app, view } = options
  const incoming = incomingOf(activity)
  const screen = await app.readMessage(incoming, chosen).catch((error): Screen => {
    reportTurnFailure(options, activity, error)
    return { kind: 'reading', clue: null, message: { key: NOTICES.failed } }
  })
  return dialogAnswer(view, screen, incoming.surface)
}
