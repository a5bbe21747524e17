import { IntlMessageFormat } from 'intl-messageformat'
import type { Message } from '../domain/diagnosis/diagnosis.js'
import type { GuideTrait, ListKey, MessageKey, PicturesKey } from '../domain/messageKey.js'
import { markdownText, plainText } from './escape.js'

/** A file of cards/strings: ICU messages, nested. An array is a list of steps. */
export type Strings = string | readonly Strings[] | { readonly [key: string]: Strings }

/** The view's own text, which is not escaped as text from elsewhere is. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Args = Readonly<Record<string, string | number | Markup>>

/** Where a sentence is shown: a TextBlock interprets Markdown, everything else shows plain characters. */
export type TextPlace = 'markdown' | 'plain'

const ENGLISH = 'en'

/** Shown for a sentence that is missing from cards/strings or whose arguments do not fit; the tests look for it. */
export const MISSING = '⟦'

export interface Wording {
  /** The locale of the strings. */
  readonly locale: string
  /** A sentence with its arguments, which are escaped for the place. */
  say(key: MessageKey, args?: Args, place?: TextPlace): string
  message(message: Message, place?: TextPlace): string
  /** The sentences of a list; empty: there is no such list. */
  list(key: ListKey, args?: Args): string[]
  /** Text that comes from people or from Dataverse. */
  quote(text: string, place?: TextPlace): string
  /** Whether the sentence exists: not every cause has every sentence, and a stored case may name one that no longer exists. */
  has(key: string): key is MessageKey
  /** The value of a key, whatever its shape. */
  at(key: MessageKey | PicturesKey | GuideTrait): Strings | undefined
}

/** Finds sentences by key, in the given locale where there are strings for it or its language, else in English. */
export function createWordings(
  strings: Readonly<Record<string, Strings>>,
): (locale: string, page?: boolean) => Wording {
  const wordings = new Map<string, Wording>()
  return (wanted, page = false) => {
    const locale = [wanted, wanted.split('-')[0] ?? ''].find(name => Object.hasOwn(strings, name)) ?? ENGLISH
    const key = `${locale} ${page}`
    const known = wordings.get(key)
    if (known) return known
    const wording = createWording(strings, locale, page ? ON_PAGE : DEFAULTS)
    wordings.set(key, wording)
    return wording
  }
}

function createWording(strings: Readonly<Record<string, Strings>>, locale: string, defaults: typeof DEFAULTS): Wording {
  const formats = new Map<string, IntlMessageFormat>()
  const at = (key: string) => lookUp(strings[locale], key) ?? lookUp(strings[ENGLISH], key)
  const format = (text: string) => {
    const known = formats.get(text)
    if (known) return known
    const parsed = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true })
    formats.set(text, parsed)
    return parsed
  }
  const fill = (text: string, { key, args = {}, place = 'markdown' }: Filling) => {
    try {
      return String(format(text).format({ ...defaults, ...escapeArgs(args, place) }))
    } catch {
      return `${MISSING}${plainText(key)}⟧`
    }
  }
  const say = (key: MessageKey, args?: Args, place?: TextPlace) => {
    const text = at(key)
    const filling: Filling = { key, ...(args && { args }), ...(place && { place }) }
    return typeof text === 'string' ? fill(text, filling) : `${MISSING}${plainText(key)}⟧`
  }
  return {
    locale,
    at,
    has: (key): key is MessageKey => typeof at(key) === 'string',
    say,
    message: ({ key, args }, place) => say(key, args, place),
    list(key, args) {
      const texts = at(key)
      if (!Array.isArray(texts)) return []
      return texts.flatMap((text: Strings) =>
        typeof text === 'string' ? fill(text, { key, ...(args && { args }) }) : [],
      )
    },
    quote: (text, place = 'markdown') => escapedFor(text, place),
  }
}

interface Filling {
  readonly key: string
  readonly args?: Args
  readonly place?: TextPlace
}

/** By default, a sentence neither says "you" to its reader nor uses the product's own names, which are for administrators, and is read in a chat. */
const DEFAULTS = { self: 'no', admin: 'no', web: 'no' }
const ON_PAGE = { ...DEFAULTS, web: 'yes' }

function escapeArgs(args: Args, place: TextPlace): Record<string, string | number> {
  const entries = Object.entries(args).map(([name, value]): [string, string | number] => {
    if (value instanceof Markup) return [name, value.text]
    return [name, typeof value === 'string' ? escapedFor(value, place) : value]
  })
  return Object.fromEntries(entries)
}

function escapedFor(text: string, place: TextPlace): string {
  return place === 'markdown' ? markdownText(text) : plainText(text)
}

function lookUp(strings: Strings | undefined, key: string): Strings | undefined {
  return key.split('.').reduce<Strings | undefined>((node, name) => {
    if (typeof node !== 'object' || Array.isArray(node) || !Object.hasOwn(node, name)) return undefined
    return (node as { readonly [key: string]: Strings })[name]
  }, strings)
}

/** A date that the client shows in the reader's own format and time zone; `at` is ISO 8601. */
export function dateOf(at: string): Markup {
  return new Markup(isTime(at) ? `{{DATE(${rfc3339(at)}, SHORT)}}` : markdownText(at))
}

export function timeOf(at: string): Markup {
  return new Markup(isTime(at) ? `{{TIME(${rfc3339(at)})}}` : markdownText(at))
}

/** A date with its time: in the reader's own format on a card, in UTC elsewhere. */
export function momentOf(at: string, wording: Wording, place?: TextPlace): Markup {
  if (!isTime(at)) return new Markup(wording.quote(at, place))
  if (place === 'plain') return new Markup(`${at.slice(0, 16).replace('T', ' ')} UTC`)
  return new Markup(wording.say('backlog.moment', { date: dateOf(at), time: timeOf(at) }))
}

/** ISO 8601, UTC or with an offset. */
export function isTime(at: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(at)
}

/** Adaptive Cards' date functions do not accept fractions of a second. */
function rfc3339(at: string): string {
  return at.replace(/\.\d+/, '')
}
