import { type CardHost, createCardHost } from './card/cardHost.js'
import type { Outcome } from './connection.js'
import { destinationAfter, destinationOf } from './destination.js'
import type { PageAnswer, PageClick } from './pageAnswer.js'
import { type PageContext, sayFailure } from './pageContext.js'

export interface CardDeskOptions {
  readonly element: HTMLElement
  /** Before a click is sent. */
  readonly sending?: (click: PageClick) => void
  /** After a click that was sent. */
  readonly sent?: (outcome: Outcome) => void
}

/** A card on a page: what is pressed is sent, and what is answered is shown. */
export interface CardDesk {
  /** Shows what nobody has just asked for; somebody who is typing is told only that it is there. */
  offer(answer: PageAnswer): void
  /** Shows the answer to something that somebody did. */
  take(answer: PageAnswer): void
  /** Shows the card that waits, unless somebody is still typing. */
  settle(): void
  shown: CardHost['shown']
  isSending: CardHost['isSending']
}

export function createCardDesk(context: PageContext, { element, sending, sent }: CardDeskOptions): CardDesk {
  const { sentences, drafts, notices, caseId, go, open, opensApart } = context
  /** A newer card than the one in which somebody types. */
  let waiting: PageAnswer | null = null

  const draw = (answer: PageAnswer, how: 'moved' | 'still') => {
    waiting = null
    notices.set('newer', null)
    if (typeof answer.value === 'string') {
      notices.set('said', answer.value)
      return
    }
    host.show(answer.value, how)
    notices.announce(answer.summary)
  }
  const take = (answer: PageAnswer) => {
    const path = destinationAfter(answer, caseId)
    if (path) go(path)
    else draw(answer, 'moved')
  }
  const send = clickSender(context)
  const click = async (pressed: PageClick, done: () => void): Promise<void> => {
    const path = destinationOf(pressed, caseId)
    if (path) {
      go(path)
      return
    }
    sending?.(pressed)
    const outcome = await send(pressed)
    if (outcome.kind === 'answer') {
      done()
      take(outcome.answer)
    } else sayFailure(context, outcome, () => void host.press(pressed, done))
    sent?.(outcome)
  }
  const host = createCardHost({ element, drafts, working: sentences.working, click, open, opensApart })

  return {
    ...{ take, shown: host.shown, isSending: host.isSending },
    offer(answer) {
      if (JSON.stringify(answer.value) === JSON.stringify(host.shown())) waiting = null
      else if (!host.isTyped()) draw(answer, 'still')
      else {
        waiting = answer
        const show = { title: sentences.showNewer, press: () => waiting && draw(waiting, 'moved') }
        notices.set('newer', sentences.newer, show)
      }
      if (!waiting) notices.set('newer', null)
    },
    settle() {
      if (waiting && !host.isTyped()) draw(waiting, 'still')
    },
  }
}

function clickSender(context: PageContext): (pressed: PageClick) => Promise<Outcome> {
  const { connection, notices, timeZone } = context
  /** The click that did not arrive: pressed again, it is the same deed. */
  let failed: { readonly text: string; readonly deed: string } | null = null

  return async pressed => {
    const text = JSON.stringify([pressed.verb, pressed.data])
    const deed = failed?.text === text ? failed.deed : crypto.randomUUID()
    notices.set('said', null)
    const outcome = await connection.send({ path: '/check/act', body: JSON.stringify({ ...pressed, deed, timeZone }) })
    failed = outcome.kind === 'unreached' ? { text, deed } : null
    context.say(outcome)
    return outcome
  }
}
