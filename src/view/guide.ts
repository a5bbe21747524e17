import type { Case } from '../domain/case.js'
import type { Problem } from '../domain/diagnosis.js'
import { isAboutOwner } from './known.js'
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
  readonly link: Link
  /** What somebody else wrote about it; empty: nothing. */
  readonly article: readonly Link[]
  /** Why it is so; not there: it needs no saying. */
  readonly note?: string
  readonly steps: readonly Step[]
  /** The picture that shows what to click; empty: there is none. */
  readonly face: readonly Picture[]
}

export interface Guiding {
  readonly case: Case
  readonly wording: Wording
  readonly pictureUrl: PictureUrl
}

/** The cause in a few words, for the reader. */
export function causeOf(
  { checkId, message, cause }: Problem,
  { case: c, wording }: Pick<Guiding, 'case' | 'wording'>,
  place?: Place,
): string {
  return wording.say(cause?.key ?? `checks.${checkId}.cause`, readerArgs(cause?.args ?? message.args, c), place)
}

/** What is wrong, as a sentence to the reader. */
export function explain({ message }: Problem, { case: c, wording }: Guiding): string {
  return wording.say(message.key, readerArgs(message.args, c))
}

function readerArgs(args: Args | undefined, c: Case): Args {
  return { ...args, self: isAboutOwner(c) ? 'yes' : 'no' }
}

/** How a problem is fixed, as far as strings and pictures tell. */
export function guideOf(problem: Problem, drawing: Guiding): Guide {
  const { case: c, wording } = drawing
  const key = `guides.${problem.guide}`
  const args = readerArgs(problem.message.args, c)
  const steps = wording.list(`${key}.steps`, args)
  const pictures = picturesIn(`${key}.pictures`, steps.length, drawing)
  const link: Link = {
    title: wording.say(`${key}.link`, args, 'plain'),
    url: placeOf(problem.guide, c.target.organization?.url ?? '', problem.links),
  }
  const face = pictures.find(picture => picture.face) ?? pictures[0]
  return {
    name: causeOf(problem, drawing),
    next: problem.next
      ? wording.say(problem.next.key, readerArgs(problem.next.args, c))
      : wording.say(`${key}.next`, args),
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
