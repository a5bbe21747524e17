import type { Symptom } from '../../domain/case/case.js'
import { readAccount, readAddress } from '../../domain/parsedMessage.js'
import { readArguments } from '../arguments.js'
import { CLASSIFY, DIAGNOSE } from '../commandTable.js'
import { quoted, UsageError } from '../exit.js'

export interface Options {
  readonly org: string
  /** Address or name of the account that sends. */
  readonly acting: string | undefined
  readonly symptom: Symptom | undefined
  readonly json: boolean
  readonly deviceCode: boolean
  readonly what:
    | { readonly kind: 'one'; readonly sender: string; readonly senderId: string | undefined }
    | {
        readonly kind: 'watch'
        readonly sender: string
        readonly senderId: string | undefined
        readonly seconds: number
      }
    | { readonly kind: 'many'; readonly file: string; readonly startAfter: string | undefined }
}

export interface ClassifyOptions {
  readonly files: readonly string[]
  readonly json: boolean
}

/** Throws a UsageError that names the mistake. */
export function readClassifyOptions(args: string[]): ClassifyOptions {
  const { values, positionals } = readArguments(args, CLASSIFY, true)
  if (positionals.length === 0) throw new UsageError('Name a file, or - for standard input: classify FILE|-.')
  if (positionals.filter(file => file === '-').length > 1) throw new UsageError('Standard input can be read only once.')
  return { files: positionals, json: values.json ?? false }
}

/** Throws a UsageError that names the mistake. */
export function readOptions(args: string[]): Options {
  const given: Given = readArguments(args, DIAGNOSE).values
  const { org, json = false, 'device-code': deviceCode = false } = given
  if (!org) throw new UsageError('Name the organization: --org URL|NAME.')
  return {
    org,
    json,
    deviceCode,
    acting: readActing(given),
    symptom: readSymptom(given.symptom),
    what: readWhat(given),
  }
}

/** --router is the older spelling of --as. */
function readActing({ as, router }: Given): string | undefined {
  if (as !== undefined && router !== undefined) throw new UsageError('Give --as or --router, not both.')
  const typed = as ?? router
  if (typed === undefined) return undefined
  const account = readAccount(typed)
  if (account === null) throw new UsageError('--as needs the address or name of the account that sends.')
  return account
}

/** What people see, in one word each. */
const SYMPTOM_WORDS: Readonly<Record<string, Symptom>> = {
  stuck: 'stuck',
  draft: 'draft',
  dialog: 'cannotSendAs',
  log: 'errorText',
  unsure: 'notSure',
}

/** The word for a symptom on the command line. */
export function symptomWord(symptom: Symptom): string {
  return Object.keys(SYMPTOM_WORDS).find(word => SYMPTOM_WORDS[word] === symptom) ?? symptom
}

function readSymptom(word: string | undefined): Symptom | undefined {
  if (word === undefined) return undefined
  if (Object.hasOwn(SYMPTOM_WORDS, word)) return SYMPTOM_WORDS[word]
  throw new UsageError(`${quoted(word)} is no symptom: --symptom takes ${Object.keys(SYMPTOM_WORDS).join(', ')}.`)
}

type Given = ReturnType<typeof readArguments<typeof DIAGNOSE>>['values']

function readWhat(given: Given): Options['what'] {
  const file = given['all-senders']
  if (file !== undefined) return readMany(given, file)
  if (given['start-after'] !== undefined) throw new UsageError('--start-after goes with --all-senders FILE.')
  if (!given.sender) throw new UsageError('Name the sender: --sender ADDRESS.')
  const sender = readAddress(given.sender)
  if (!sender) throw new UsageError(`${quoted(given.sender)} is not an e-mail address: --sender ADDRESS.`)
  const senderId = given['sender-id']
  if (senderId !== undefined && !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(senderId)) {
    throw new UsageError(`${quoted(senderId)} is not an id: --sender-id takes one of those that diagnose lists.`)
  }
  if (given.watch) return { kind: 'watch', sender, senderId, seconds: readInterval(given.interval) }
  if (given.interval !== undefined) throw new UsageError('--interval goes with --watch.')
  return { kind: 'one', sender, senderId }
}

function readMany(given: Given, file: string): Options['what'] {
  const { sender, watch, interval, 'sender-id': senderId, 'start-after': startAfter } = given
  if (sender !== undefined || senderId !== undefined) {
    throw new UsageError('--all-senders takes its addresses from FILE: leave --sender out.')
  }
  if (watch) throw new UsageError('--watch looks at one sender: give --sender instead of --all-senders.')
  if (interval !== undefined) throw new UsageError('--interval goes with --watch.')
  return { kind: 'many', file, startAfter }
}

function readInterval(given: string | undefined): number {
  const seconds = Number(given ?? '10')
  if (seconds >= 0.1 && seconds <= 3600) return seconds
  throw new UsageError(`${quoted(given ?? '')} is not a number of seconds: --interval takes 0.1 to 3600.`)
}
