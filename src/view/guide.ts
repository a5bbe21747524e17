import type { Case } from '../domain/case.js'
import type { Problem } from '../domain/diagnosis.js'
import { isAboutOwner } from './known.js'
import { placeOf } from './links.js'
import type { Args, Strings, Wording } from './wording.js'

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

export interface Guide {
  readonly name: string
  readonly next: string
  readonly link: { readonly title: string; readonly url: string }
  readonly steps: readonly { readonly number: string; readonly text: string; readonly pictures: readonly Picture[] }[]
  /** The picture that shows what to click; empty: there is none. */
  readonly face: readonly Picture[]
}

export interface Guiding {
  readonly case: Case
  readonly wording: Wording
  readonly pictureUrl: PictureUrl
}

/** How a problem is fixed, as far as strings and pictures tell. */
export function guideOf(problem: Problem, { case: c, wording, pictureUrl }: Guiding): Guide {
  const key = `guides.${problem.guide}`
  const args: Args = { ...problem.message.args, self: isAboutOwner(c) ? 'yes' : 'no' }
  const steps = wording.list(`${key}.steps`, args)
  const listed = picturesOf(wording.at(`${key}.pictures`)).flatMap(picture => {
    const url = pictureUrl(picture.file)
    return url ? [{ ...picture, url, step: Math.min(picture.step ?? steps.length, steps.length) }] : []
  })
  const face = listed.find(picture => picture.face) ?? listed[0]
  return {
    name: wording.say(`checks.${problem.checkId}.name`),
    next: wording.say(`${key}.next`, args),
    link: {
      title: wording.say(`${key}.link`, args, 'plain'),
      url: placeOf(problem.guide, c.target.organization?.url ?? '', problem.links),
    },
    steps: steps.map((text, index) => ({
      number: `${index + 1}.`,
      text,
      pictures: listed.filter(({ step }) => step === index + 1),
    })),
    face: face ? [face] : [],
  }
}

function picturesOf(listed: Strings | undefined): Listed[] {
  return Array.isArray(listed) ? listed.filter(isListed) : []
}

function isListed(entry: unknown): entry is Listed {
  if (typeof entry !== 'object' || entry === null) return false
  return 'file' in entry && typeof entry.file === 'string' && 'alt' in entry && typeof entry.alt === 'string'
}
