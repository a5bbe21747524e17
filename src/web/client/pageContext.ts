import { type Connection, createConnection, type Outcome } from './connection.js'
import { openingOf, signInLink } from './destination.js'
import { createDrafts, type Drafts } from './drafts.js'
import { createNoticeLines, type NoticeLines } from './noticeLines.js'
import type { PageSentences } from './pageSentences.js'

/** What every page works with. */
export interface PageContext {
  readonly main: HTMLElement
  readonly sentences: PageSentences
  readonly connection: Connection
  readonly drafts: Drafts
  readonly notices: NoticeLines
  /** Of the address; null: the page is about no case. */
  readonly caseId: string | null
  readonly timeZone: string
  go(path: string): void
  /** Follows a link of a card. */
  open(url: string): void
  /** Whether that leaves this page open beside it. */
  opensApart(url: string): boolean
  /** Says that somebody has to sign in again, or that no server answers, while that is so. */
  say(outcome: Outcome): void
}

/** Reads the page that the server made. */
export function createPageContext(): PageContext {
  const sentences = JSON.parse(partOf('strings').textContent ?? '{}') as PageSentences
  const notices = createNoticeLines(partOf('notice'), partOf('live'))
  const { case: caseId = null, person = '' } = document.body.dataset
  const path = location.pathname + location.search
  const isFramed = window.top !== window.self
  return {
    ...{ sentences, notices, main: partOf('main'), caseId },
    connection: createConnection({
      fetch: (address, request) => window.fetch(address, request),
      wait: ms => new Promise(resolve => window.setTimeout(resolve, ms)),
    }),
    drafts: createDrafts(() => window.sessionStorage, person + path),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    go: address => location.assign(address),
    opensApart: url => openingOf(url, { href: location.href, isFramed })?.where === 'apart',
    open(url) {
      const opening = openingOf(url, { href: location.href, isFramed })
      if (opening?.where === 'here') location.assign(opening.url)
      else if (opening) window.open(opening.url, '_blank', 'noopener,noreferrer')
    },
    say: sayer({ sentences, notices, path, isFramed }),
  }
}

interface SayerOptions {
  readonly sentences: PageSentences
  readonly notices: NoticeLines
  /** Where signing in leads back to. */
  readonly path: string
  readonly isFramed: boolean
}

/** How long it is said that the connection is back: nobody has to do anything about that. */
const BACK_MS = 6_000

function sayer({ sentences, notices, path, isFramed }: SayerOptions): (outcome: Outcome) => void {
  let wasAway = false
  return outcome => {
    const isAway = outcome.kind === 'unreached'
    if (isAway) notices.set('connection', navigator.onLine ? sentences.unreachable : sentences.offline)
    else if (wasAway) {
      notices.set('connection', sentences.back)
      window.setTimeout(() => notices.clear('connection', sentences.back), BACK_MS)
    }
    wasAway = isAway
    if (outcome.kind === 'signedOut') {
      const url = signInLink(outcome.signIn, path)
      notices.set('session', sentences.signedOut, { title: sentences.signIn, url, isApart: isFramed })
    } else if (!isAway) notices.set('session', null)
  }
}

/** Says that something was not done, and why; what did not arrive can be tried again. */
export function sayFailure({ notices, sentences }: PageContext, outcome: Outcome, tryAgain: () => void): void {
  if (outcome.kind === 'refused') notices.set('said', outcome.sentence ?? sentences.failed)
  else if (outcome.kind === 'unreached') {
    notices.set('said', outcome.sentence ?? sentences.notSent, { title: sentences.tryAgain, press: tryAgain })
  }
}

function partOf(id: string): HTMLElement {
  const part = document.getElementById(id)
  if (!part) throw new Error(`The page has no ${id}`)
  return part
}
