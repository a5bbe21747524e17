import type { Screen } from '../../app/ports.js'
import type { Message } from '../../domain/diagnosis/diagnosis.js'
import type { MessageKey } from '../../domain/messageKey.js'
import type { DrawingContext } from '../drawingContext.js'
import { startButton } from '../parts/buttons.js'
import { isTime, Markup, momentOf, type TextPlace, type Wording } from '../wordings.js'

type Welcome = Extract<Screen, { kind: 'welcome' }>
type Drawing = Pick<DrawingContext, 'wording' | 'page'>

/** Above the form of the page, which has the buttons and no commands, it only answers what was written there. */
export function welcomeData({ agent, note }: Welcome, { wording, page = false }: Drawing): object {
  const greeting = { headline: wording.say('welcome.headline'), text: wording.say('welcome.text') }
  if (page) return { ...(!note && greeting), examples: [], buttons: [] }
  return {
    ...greeting,
    youCanType: wording.say('welcome.youCanType'),
    examples: [...wording.list('welcome.examples'), ...(agent ? wording.list('welcome.agents') : [])].map(text => ({
      text,
    })),
    buttons: [startButton(wording)],
  }
}

/** A card that only says where its successor is cannot start anything, nor does what concerns a check that is under way. */
const WITHOUT_BUTTON: readonly MessageKey[] = ['notes.movedDown', 'notes.allLeft']

function hasButton({ key }: Message): boolean {
  return !WITHOUT_BUTTON.includes(key) && !key.startsWith('triage.')
}

/** Its times are shown in the reader's own format and time zone. */
export function noticeText({ key, args = {} }: Message, wording: Wording, place?: TextPlace): string {
  const shown = Object.entries(args).map(([name, value]) => {
    const isMoment = typeof value === 'string' && isTime(value)
    return [name, isMoment ? momentOf(value, wording, place) : value] as const
  })
  return wording.say(key, Object.fromEntries(shown), place)
}

export function noticeData(
  message: Message,
  { wording, mention }: Pick<DrawingContext, 'wording' | 'mention'>,
): object {
  const text = noticeText(message, wording)
  if (mention) {
    const said = { person: new Markup(mention.text), text: new Markup(text) }
    return { text: wording.say('notice.calls', said), buttons: [] }
  }
  return { text, buttons: hasButton(message) ? [startButton(wording)] : [] }
}
