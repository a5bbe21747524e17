import type { Message } from '../../domain/diagnosis/diagnosis.js'
import type { MessageKey } from '../../domain/messageKey.js'
import { startButton } from '../parts/buttons.js'
import type { Wording } from '../wordings.js'

export function welcomeData(wording: Wording): object {
  return {
    headline: wording.say('welcome.headline'),
    text: wording.say('welcome.text'),
    youCanType: wording.say('welcome.youCanType'),
    examples: wording.list('welcome.examples').map(text => ({ text })),
    buttons: [startButton(wording)],
  }
}

/** A card that only says where its successor is cannot start anything. */
const WITHOUT_BUTTON: readonly MessageKey[] = ['notes.movedDown', 'notes.allLeft']

export function noticeData(message: Message, wording: Wording): object {
  return {
    text: wording.message(message),
    buttons: WITHOUT_BUTTON.includes(message.key) ? [] : [startButton(wording)],
  }
}
