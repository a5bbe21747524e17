import type { Message, Problem } from '../../domain/diagnosis/diagnosis.js'
import type { GuideId, MessageKey, PicturesKey } from '../../domain/messageKey.js'
import { isReadersOwn, placeOf } from '../links.js'
import type { Args, Strings, TextPlace, Wording } from '../wordings.js'

interface Picture {
  readonly url: string
  readonly alt: string
}

/** Addresses of the pictures there are; null: this one is not there. */
export type PictureUrl = (file: string) => string | null

interface Listed {
  readonly file: string
  readonly alt: string
  /** The step that it belongs to, counted from 1; not there: the last one. */
  readonly step?: number
  /** Shown on the face of the card; otherwise the first one is. */
  readonly face?: boolean
}

export interface Link {
  readonly title: string
  readonly url: string
}

interface GuideStep {
  readonly number: string
  readonly text: string
  readonly pictures: readonly Picture[]
  /** The place that the pictures show, in the organization itself; empty: there is no picture, or no such place. */
  readonly link: readonly Link[]
}

export interface Guide {
  readonly id: GuideId
  readonly name: string
  readonly next: string
  /** Where it is done; empty: only the sender's own page does it, and the reader is somebody else. */
  readonly link: readonly Link[]
  /** What somebody else wrote about it; empty: nothing. */
  readonly article: readonly Link[]
  /** Why it is so; not there: it needs no saying. */
  readonly note?: string
  readonly steps: readonly GuideStep[]
  /** The picture that shows what to click; empty: there is none. */
  readonly face: readonly Picture[]
}

/** Whom a guide is for, and how it is written. */
export interface Guiding {
  /** The problem is the reader's own. */
  readonly self: boolean
  /** Nobody else reads along; default: so it is. */
  readonly alone?: boolean
  /** The reader knows the product's own names. */
  readonly administers: boolean
  readonly organizationUrl: string
  readonly wording: Wording
  readonly pictureUrl: PictureUrl
  /** Default: markdown. */
  readonly place?: TextPlace
  /** Where it is read; default: on a card. */
  readonly channel?: 'card' | 'commandLine'
}

/** The cause in a few words, for the reader. */
export function causeOf({ checkId, message, cause }: Problem, guiding: Omit<Guiding, 'pictureUrl'>): string {
  return say({ key: cause?.key ?? `checks.${checkId}.cause`, args: cause?.args ?? message.args ?? {} }, guiding)
}

/** What is wrong, as a sentence to the reader. */
export function explain({ message }: Problem, guiding: Guiding): string {
  return say(message, guiding)
}

function say({ key, args }: Message, guiding: Omit<Guiding, 'pictureUrl'>): string {
  return guiding.wording.say(key, { ...args, ...readerOf(guiding) }, guiding.place)
}

/** What sentences about a problem choose by. */
export function readerOf({ self, administers }: Pick<Guiding, 'self' | 'administers'>) {
  return { self: self ? 'yes' : 'no', admin: administers ? 'yes' : 'no' }
}

/** How a problem is fixed, as far as strings and pictures tell. */
export function guideOf(problem: Problem, guiding: Guiding): Guide {
  const { wording } = guiding
  const key = `guides.${problem.guide}` as const
  const note = `${key}.note`
  const args: Args = { ...problem.message.args, ...readerOf(guiding) }
  const next: Message = problem.next ?? { key: nextKey(key, guiding), args: problem.message.args ?? {} }
  const steps = wording.list(`${key}.steps`, args)
  const pictures = picturesIn(`${key}.pictures`, steps.length, guiding)
  const link = opensFor(guiding, problem.guide) ? [linkOf(problem, guiding)] : []
  const face = pictures.find(picture => picture.face) ?? pictures[0]
  return {
    id: problem.guide,
    name: causeOf(problem, guiding),
    next: say(next, guiding),
    link,
    article: articleOf(problem, wording),
    ...(wording.has(note) && { note: wording.say(note, args) }),
    steps: steps.map((text, index) => {
      const shown = pictures.filter(({ step }) => step === index + 1)
      return { number: `${index + 1}.`, text, pictures: shown, link: shown.length > 0 ? link : [] }
    }),
    face: face ? [face] : [],
  }
}

/** The next step: a guide has one of its own for the command line where that of the card names a button. */
function nextKey(key: `guides.${GuideId}`, { wording, channel }: Guiding): MessageKey {
  const own = `${key}.commandLine`
  return channel === 'commandLine' && wording.has(own) ? own : `${key}.next`
}

/** The place where the work is done, for whoever may open it. */
export function linkOf({ guide, links }: Problem, { wording, organizationUrl }: Guiding): Link {
  const opens = wording.at(`guides.${guide}.opens`)
  return { title: wording.say(`guides.${guide}.link`, {}, 'plain'), url: placeOf(opens, organizationUrl, links) }
}

/** A page of the reader's own is the sender's only where the sender is the one who reads. */
function opensFor({ self, alone = true, wording }: Guiding, guide: GuideId): boolean {
  return !isReadersOwn(wording.at(`guides.${guide}.opens`)) || (self && alone)
}

function articleOf({ links }: Problem, wording: Wording): readonly Link[] {
  return links?.article ? [{ title: wording.say('buttons.readArticle', {}, 'plain'), url: links.article }] : []
}

/** The pictures that there are, each at its step. */
function picturesIn(key: PicturesKey, steps: number, { wording, pictureUrl }: Guiding) {
  return picturesOf(wording.at(key)).flatMap(picture => {
    const url = pictureUrl(picture.file)
    return url ? [{ ...picture, url, step: Math.min(picture.step ?? steps, steps) }] : []
  })
}

function picturesOf(listed: Strings | undefined): Listed[] {
  return Array.isArray(listed) ? listed.filter(isListed) : []
}

function isListed(entry: unknown): entry is Listed {
  if (typeof entry !== 'object' || entry === null) return false
  return 'file' in entry && typeof entry.file === 'string' && 'alt' in entry && typeof entry.alt === 'string'
}
