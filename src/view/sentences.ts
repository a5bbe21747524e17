import type { Check } from '../domain/diagnosis/check.js'
import type { ActingSummary, Diagnosis, Evidence, Message, Missing, Problem } from '../domain/diagnosis/diagnosis.js'
import type { Clue } from '../domain/faults/clue.js'
import { mayConcernOthers } from './cards/diagnosisHeadline.js'
import { clueShown } from './parts/clueLines.js'
import { evidenceLine, factName } from './parts/details.js'
import { causeOf, explain, guideOf, linkOf, type PictureUrl } from './parts/guide.js'
import { actingLine } from './parts/mail/actingLines.js'
import { backlogLine } from './parts/mail/backlogLine.js'
import { departedLine } from './parts/mail/departedLine.js'
import { othersLine } from './parts/mail/furtherPlaces.js'
import { gateLine } from './parts/mail/gateLine.js'
import { heldLine } from './parts/mail/heldLine.js'
import type { CardLibrary } from './render.js'
import { createWordings } from './wordings.js'

/** Sentences outside of cards. It does not load the template engine, which takes longer than everything else on the command line. */
export interface Sentences {
  /** A message as plain text. `page`: it is said on a page, and not in a chat. */
  text(message: Message, locale: string, page?: boolean): string
  /** Whether the sender's mail was handed over at all, and what holds it, as plain text; null: the problem does not say. */
  gate(problem: Problem, diagnosis: Diagnosis, locale: string): string | null
  /** What waits, how old it is and when it leaves, as plain text. */
  backlog(diagnosis: Diagnosis, locale: string): string
  /** When the last e-mail left, as plain text; empty: none did, or that was not seen. */
  departed(diagnosis: Diagnosis, locale: string): string
  /** What is held back before it is handed over, as plain text; empty: nothing. */
  held(diagnosis: Diagnosis, locale: string): string
  /** An account that sends for the sender, as plain text. */
  acting(account: ActingSummary, locale: string): string
  /** Who else is stuck, as plain text; null: not seen. */
  others(diagnosis: Diagnosis, locale: string): string | null
  /** Whether a problem may be about the mail of others; then it is told last. */
  mayConcernOthers(problem: Problem): boolean
  /** A piece of evidence, as plain text. */
  evidence(evidence: Evidence, locale: string): string
  /** The name of a fact in `Missing`, as plain text. */
  factName(fact: Missing['fact'], locale: string): string
  /** What a log proves, as plain text. */
  clue(clue: Clue, locale: string): ClueAdvice
  /** What is wrong and what to do, as plain text and addresses, for somebody who is not the sender. */
  advice(problem: Problem, organizationUrl: string, locale: string): Advice
}

interface ClueAdvice {
  readonly name: string
  readonly text: string
  readonly next: string
  readonly article: string | null
}

interface Advice {
  readonly cause: string
  readonly sentence: string
  readonly next: string
  /** The page in the organization where it is done; a page of personal options shows those of the person who opens it. */
  readonly link: string
  readonly article: string | null
  readonly pictures: readonly string[]
}

export interface SentenceOptions {
  /** Where clients fetch pictures from, without a trailing slash. */
  readonly publicUrl: string
  readonly checks: readonly Check[]
}

/** Creates sentences without cards. */
export function createSentences(
  { strings, pictures }: Pick<CardLibrary, 'strings' | 'pictures'>,
  { publicUrl, checks }: SentenceOptions,
): Sentences {
  const wordingOf = createWordings(strings)
  const pictureUrl = pictureUrlOf(pictures, publicUrl)
  return {
    text: (message, locale, page) => wordingOf(locale, page).message(message, 'plain'),
    gate: (problem, diagnosis, locale) =>
      gateLine(problem, diagnosis, { checks, wording: wordingOf(locale), self: false, place: 'plain' }),
    backlog: (diagnosis, locale) =>
      backlogLine(diagnosis, { wording: wordingOf(locale), whole: false, place: 'plain' }),
    departed: (diagnosis, locale) => departedLine(diagnosis, wordingOf(locale), 'plain'),
    held: (diagnosis, locale) => heldLine(diagnosis, wordingOf(locale), 'plain'),
    acting: (account, locale) => actingLine(account, wordingOf(locale), 'plain'),
    others: (diagnosis, locale) => othersLine(diagnosis, wordingOf(locale), 'plain'),
    mayConcernOthers: problem => mayConcernOthers(problem, checks),
    evidence: (evidence, locale) => evidenceLine(evidence, wordingOf(locale), 'plain'),
    factName: (fact, locale) => factName(fact, wordingOf(locale), 'plain'),
    clue(clue, locale) {
      const { name, text, next } = clueShown(clue, wordingOf(locale), 'plain')
      return { name, text, next, article: clue.article ?? null }
    },
    advice(problem, organizationUrl, locale) {
      const reader = { self: false, administers: true } as const
      const where = { place: 'plain', medium: 'commandLine' } as const
      const guiding = { wording: wordingOf(locale), pictureUrl, organizationUrl, ...reader, ...where }
      const { next, article, face } = guideOf(problem, guiding)
      return {
        cause: causeOf(problem, guiding),
        sentence: explain(problem, guiding),
        next,
        link: linkOf(problem, guiding).url,
        article: article[0]?.url ?? null,
        pictures: face.map(({ url }) => url),
      }
    },
  }
}

export function pictureUrlOf(pictures: readonly string[], publicUrl: string): PictureUrl {
  const there = new Set(pictures)
  return file => (there.has(file) ? `${publicUrl}/images/${file}.png` : null)
}
