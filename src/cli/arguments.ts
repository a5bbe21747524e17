import { parseArgs } from 'node:util'
import { closest, distance } from 'fastest-levenshtein'
import { isGuid } from '../domain/guid.js'
import { plain } from '../domain/parsedMessage.js'
import type { Option } from './commandTable.js'
import { UsageError } from './exit.js'

type Options = Readonly<Record<string, Option>>

/** The options and arguments of a command, as they were typed. Throws a UsageError that names the mistake. */
export function readArguments<const T extends Options>(args: string[], options: T, allowPositionals = false) {
  const { values, positionals, tokens } = explained(
    () => parseArgs({ args, options, allowPositionals, tokens: true }),
    options,
  )
  const given = new Set<string>()
  for (const token of tokens) {
    if (token.kind !== 'option' || token.value === undefined) continue
    const { name, value } = token
    if (given.has(name)) throw new UsageError(`--${name} is given twice: leave one of them out.`)
    if (value.trim() === '') throw new UsageError(`--${name} needs a value: --${name} ${options[name]?.takes}.`)
    given.add(name)
  }
  return { values, positionals }
}

/** parseArgs throws when it finds a mistake. */
function explained<R>(parse: () => R, options: Options): R {
  try {
    return parse()
  } catch (error) {
    const message = plain(error instanceof Error ? error.message : String(error))
    const [unknown, name = ''] = /^Unknown option '--?([^'-][^']*)'/.exec(message) ?? []
    if (unknown === undefined) throw new UsageError(message)
    throw new UsageError(`${unknown}.${didYouMean(name, Object.keys(options), '--')}`)
  }
}

/** The value of an option that takes an id, in lower case. Throws a UsageError, also for the id of zeros, which nothing has. */
export function readGuid(option: string, typed = ''): string {
  const guid = typed.trim().toLowerCase()
  if (isGuid(guid) && !/^[0-]*$/.test(guid)) return guid
  if (guid === '')
    throw new UsageError(`--${option} is missing: give it a GUID, such as 3f9c1d52-7a0e-4f6c-9f0b-2b8f0c6d1e11.`)
  throw new UsageError(`--${option} has to be a GUID, such as 3f9c1d52-7a0e-4f6c-9f0b-2b8f0c6d1e11.`)
}

/** How many wrong letters a word may have and still be recognized. */
const MAX_TYPOS = 3

/** The nearest valid word, as a question; empty: none is near. */
export function didYouMean(typed: string, words: readonly string[], prefix = ''): string {
  const word = closest(typed.toLowerCase(), words)
  const typos = distance(typed.toLowerCase(), word)
  return typos <= Math.min(MAX_TYPOS, word.length / 2) ? ` Did you mean ${prefix}${word}?` : ''
}
