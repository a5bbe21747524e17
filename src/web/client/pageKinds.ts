import { isUnderWay } from './card/cardJson.js'
import { createCardDesk } from './cardDesk.js'
import { createCaseWatch } from './caseWatch.js'
import type { Outcome } from './connection.js'
import { isRecord, type PageClick } from './pageAnswer.js'
import type { PageContext } from './pageContext.js'

const isVisible = () => document.visibilityState === 'visible'

/** Calls `back` when somebody comes back to the page: from another tab, another page, or from where there is no network. */
function onReturn(back: () => void): void {
  document.addEventListener('visibilitychange', () => isVisible() && back())
  window.addEventListener('pageshow', ({ persisted }) => persisted && back())
  window.addEventListener('online', back)
}

/** The page of one case: its card is kept up to date. */
export function showCase(context: PageContext): void {
  const { connection, notices, sentences, caseId } = context
  let tag = ''
  const note = (outcome: Outcome) => {
    if (outcome.kind === 'answer') tag = outcome.answer.case?.tag ?? ''
  }
  const desk = createCardDesk(context, {
    element: context.main,
    sending: () => watch.pause(),
    sent: outcome => {
      note(outcome)
      watch.resume(outcome.kind === 'refused' ? { kind: 'unchanged' } : outcome)
    },
  })
  const watch = createCaseWatch({
    look: () => connection.read(`/check/state?case=${encodeURIComponent(caseId ?? '')}`, tag),
    isVisible,
    isBusy: () => isUnderWay(desk.shown() ?? {}),
    setTimer: (run, ms) => window.setTimeout(run, ms),
    clearTimer: timer => window.clearTimeout(timer as number),
    seen(outcome) {
      note(outcome)
      context.say(outcome)
      if (outcome.kind === 'answer') desk.offer(outcome.answer)
      else if (outcome.kind === 'unchanged') desk.settle()
      else if (outcome.kind === 'refused') notices.set('said', outcome.sentence ?? sentences.failed)
    },
  })
  onReturn(() => !desk.isSending() && watch.look())
  document.addEventListener('visibilitychange', () => !isVisible() && !desk.isSending() && watch.pause())
  window.addEventListener('offline', () => context.say({ kind: 'unreached', sentence: null }))
  watch.look()
}

/** Where the board keeps what was looked for, so that it is there again after a look at a case. */
const ASKED = 'asked'

/** A list: a person's open cases, or the helpdesk's board. */
export function showList(context: PageContext, kind: 'cases' | 'board'): void {
  const { connection, drafts, notices, sentences, timeZone } = context
  const desk = createCardDesk(context, {
    element: context.main,
    sending: click => {
      if (click.verb === 'board') drafts.set(ASKED, JSON.stringify(click.data))
    },
  })
  const load = async () => {
    const outcome =
      kind === 'cases'
        ? await connection.read('/check/list')
        : await connection.send({ path: '/check/act', body: boardAsked(drafts.get(ASKED), timeZone) })
    if (desk.isSending()) return
    context.say(outcome)
    if (outcome.kind === 'answer') desk.offer(outcome.answer)
    else if (outcome.kind === 'refused') notices.set('said', outcome.sentence ?? sentences.failed)
    else if (outcome.kind === 'unreached') {
      window.setTimeout(() => isVisible() && void load(), RETRY_MS)
    }
  }
  onReturn(() => !desk.isSending() && void load())
  void load()
}

const RETRY_MS = 5_000

function boardAsked(kept: string | null, timeZone: string): string {
  const data: unknown = kept ? JSON.parse(kept) : {}
  const click: PageClick = { verb: 'board', data: isRecord(data) ? data : {} }
  return JSON.stringify({ ...click, deed: crypto.randomUUID(), timeZone })
}
