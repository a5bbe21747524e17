import type { Message, Problem } from '../../domain/diagnosis/diagnosis.js'
import type { GuideId, MessageKey, PicturesKey } from '../../domain/messageKey.js'
import { isReadersOwn, placeOf } from '../links.js'
import type { Args, Strings, TextPlace, Wording } from '../wordings.js'

interface Picture {
  readonly url: string
  readonly alt: string
}

/** URL of a picture; null: it does not exist. */
export type PictureUrl = (file: string) => string | null

interface Listed {
  readonly file: string
  readonly alt: string
  /** The step that it belongs to, counted from 1; absent: the last one. */
  readonly step?: number
  /** Shown on the face of the card; if no picture has this, the first one is. */
  readonly face?: boolean
  /** Only for a problem of an account that acts as this; absent: for every problem. */
  readonly as?: string
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
  /** Where it is done; empty: that is the sender's own page, and the reader is somebody else. */
  readonly link: readonly Link[]
  /** Articles about it; empty: none. */
  readonly article: readonly Link[]
  /** Background; absent: none is needed. */
  readonly note?: string
  readonly steps: readonly GuideStep[]
  /** The picture that shows what to click; empty: there is none. */
  readonly face: readonly Picture[]
}

/** The reader of a guide, and how it is written. */
export interface Guiding {
  /** Address of the page of a check; absent: there is no web page. */
  readonly checkUrl?: (id: string) => string
  /** The problem is the reader's own. */
  readonly self: boolean
  /** Nobody else can read it; default: true. */
  readonly alone?: boolean
  /** The reader knows the product's own names. */
  readonly administers: boolean
  readonly organizationUrl: string
  readonly wording: Wording
  readonly pictureUrl: PictureUrl
  /** Default: markdown. */
  readonly place?: TextPlace
  /** Where it is read; default: on a card. */
  readonly medium?: 'card' | 'commandLine'
}

/** The cause in a few words, for the reader. */
export function causeOf({ checkId, message, cause }: Problem, guiding: Omit<Guiding, 'pictureUrl'>): string {
  return say({ key: cause?.key ?? `checks.${checkId}.cause`, args: cause?.args ?? message.args ?? {} }, guiding)
}

/** What is wrong, as a sentence for the reader. */
export function explain({ message }: Problem, guiding: Guiding): string {
  return say(message, guiding)
}

function say({ key, args }: Message, guiding: Omit<Guiding, 'pictureUrl'>): string {
  return guiding.wording.say(key, { ...args, ...readerOf(guiding) }, guiding.place)
}

/** The arguments by which sentences about a problem vary. */
export function readerOf({ self, administers }: Pick<Guiding, 'self' | 'administers'>) {
  return { self: self ? 'yes' : 'no', admin: administers ? 'yes' : 'no' }
}

/** How to fix a problem, from strings and pictures. */
export function guideOf(problem: Problem, guiding: Guiding): Guide {
  const { wording } = guiding
  const key = `guides.${problem.guide}` as const
  const note = `${key}.note`
  const args: Args = { ...problem.message.args, ...readerOf(guiding) }
  const next: Message = problem.next ?? { key: nextKey(key, guiding), args: problem.message.args ?? {} }
  const steps = wording.list(`${key}.steps`, args)
  const pictures = picturesIn(`${key}.pictures`, steps.length, guiding).filter(({ as = args.as }) => as === args.as)
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

/** The next step. A guide has a separate one for the command line if the card's names a button. */
function nextKey(key: `guides.${GuideId}`, { wording, medium }: Guiding): MessageKey {
  const own = `${key}.commandLine`
  return medium === 'commandLine' && wording.has(own) ? own : `${key}.next`
}

/** The place where the work is done, for whoever may open it. */
export function linkOf({ guide, links }: Problem, { wording, organizationUrl }: Guiding): Link {
  const opens = wording.at(`guides.${guide}.opens`)
  return { title: wording.say(`guides.${guide}.link`, {}, 'plain'), url: placeOf(opens, organizationUrl, links) }
}

/** A page that shows the reader's own options shows the sender's only if the reader is the sender. */
function opensFor({ self, alone = true, wording }: Guiding, guide: GuideId): boolean {
  return !isReadersOwn(wording.at(`guides.${guide}.opens`)) || (self && alone)
}

function articleOf({ links }: Problem, wording: Wording): readonly Link[] {
  return links?.article ? [{ title: wording.say('buttons.readArticle', {}, 'plain'), url: links.article }] : []
}

/** The existing pictures, each at its step. */
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
