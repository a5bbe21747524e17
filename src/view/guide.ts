import type { Message, Problem } from '../domain/diagnosis.js'
import { placeOf } from './links.js'
import type { Args, Place, Strings, Wording } from './wording.js'

export interface Picture {
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

export interface Step {
  readonly number: string
  readonly text: string
  readonly pictures: readonly Picture[]
  /** The place that the pictures show, in the organization itself; empty: there is no picture. */
  readonly link: readonly Link[]
}

export interface Guide {
  readonly name: string
  readonly next: string
  /** The same for where no Markdown is read, to somebody else than the sender. */
  readonly plain: { readonly sentence: string; readonly next: string }
  readonly link: Link
  /** What somebody else wrote about it; empty: nothing. */
  readonly article: readonly Link[]
  /** Why it is so; not there: it needs no saying. */
  readonly note?: string
  readonly steps: readonly Step[]
  /** The picture that shows what to click; empty: there is none. */
  readonly face: readonly Picture[]
}

/** Whom a guide is for, and how it is written. */
export interface Guiding {
  /** The problem is the reader's own. */
  readonly self: boolean
  readonly organizationUrl: string
  readonly wording: Wording
  readonly pictureUrl: PictureUrl
  /** Default: markdown. */
  readonly place?: Place
}

/** The cause in a few words, for the reader. */
export function causeOf({ checkId, message, cause }: Problem, guiding: Omit<Guiding, 'pictureUrl'>): string {
  return say({ key: cause?.key ?? `checks.${checkId}.cause`, args: cause?.args ?? message.args ?? {} }, guiding)
}

/** What is wrong, as a sentence to the reader. */
export function explain({ message }: Problem, guiding: Guiding): string {
  return say(message, guiding)
}

function say({ key, args }: Message, { wording, self, place }: Omit<Guiding, 'pictureUrl'>): string {
  return wording.say(key, { ...args, self: self ? 'yes' : 'no' }, place)
}

/** How a problem is fixed, as far as strings and pictures tell. */
export function guideOf(problem: Problem, guiding: Guiding): Guide {
  const { wording, organizationUrl } = guiding
  const key = `guides.${problem.guide}`
  const args: Args = { ...problem.message.args, self: guiding.self ? 'yes' : 'no' }
  const next = problem.next ?? { key: `${key}.next`, args: problem.message.args ?? {} }
  const others = { ...guiding, self: false, place: 'plain' } as const
  const steps = wording.list(`${key}.steps`, args)
  const pictures = picturesIn(`${key}.pictures`, steps.length, guiding)
  const link: Link = {
    title: wording.say(`${key}.link`, args, 'plain'),
    url: placeOf(problem.guide, organizationUrl, problem.links),
  }
  const face = pictures.find(picture => picture.face) ?? pictures[0]
  return {
    name: causeOf(problem, guiding),
    next: say(next, guiding),
    plain: { sentence: say(problem.message, others), next: say(next, others) },
    link,
    article: articleOf(problem, wording),
    ...(wording.at(`${key}.note`) !== undefined && { note: wording.say(`${key}.note`, args) }),
    steps: steps.map((text, index) => {
      const shown = pictures.filter(({ step }) => step === index + 1)
      return { number: `${index + 1}.`, text, pictures: shown, link: shown.length > 0 ? [link] : [] }
    }),
    face: face ? [face] : [],
  }
}

function articleOf({ links }: Problem, wording: Wording): readonly Link[] {
  return links?.article ? [{ title: wording.say('buttons.readArticle', {}, 'plain'), url: links.article }] : []
}

/** The pictures that there are, each at its step. */
function picturesIn(key: string, steps: number, { wording, pictureUrl }: Guiding) {
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
