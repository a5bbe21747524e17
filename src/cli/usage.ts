import { parseArgs } from 'node:util'
import { plain, readAccount, readAddress } from '../domain/said.js'

/** 0 healthy, 1 cause found, 2 undetermined; the others as in sysexits.h, so that no breakdown looks like a verdict. */
export const EXIT = {
  healthy: 0,
  causeFound: 1,
  undetermined: 2,
  usage: 64,
  unavailable: 69,
  broken: 70,
  /** As a shell tells it: ended by SIGINT. */
  interrupted: 130,
} as const

export const USAGE = `Usage:
  pending-send diagnose --org URL|NAME --sender ADDRESS [options]
  pending-send diagnose --org URL|NAME --all-senders FILE|- [options]
  pending-send classify FILE|- [FILE …] [--json]      what a log, an alert or an error text proves
  pending-send audit --since DATE [--until DATE] [--case ID] [--json]   what was agreed to, written and refused

Options of diagnose:
  --sender-id ID         which one, when several share the address
  --router ADDRESS       account of the Email Router: address, sign-in name or full name
  --json                 for programs: one object, or one for each line of FILE
  --watch                again and again, until no e-mail of the sender waits
  --interval SECONDS     how often --watch looks (10)
  --all-senders FILE|-   addresses, one a line; blank lines and # comments are passed over
  --start-after ADDRESS  goes on behind this line of FILE
  --device-code          signs in as you, in a browser, instead of as the application

classify reads text, CSV and XML of any size; several files give a line each, with --json an object a line

Exit code of audit: 0 read, 1 a record is not as it was written, 64 wrong usage, 69 store unreachable, 130 stopped
Exit code of classify: 0 read, 64 wrong usage, or a file that cannot be read
Exit code of diagnose: 0 healthy, 1 cause found, 2 undetermined, 64 wrong usage, 69 organization unreachable, 70 broken, 130 stopped
`

export class UsageError extends Error {}

/** Nobody signed in where a person has to: nothing can be read. */
export class NotSignedIn extends Error {}

export interface Options {
  readonly org: string
  readonly router: string | undefined
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
  const options = { json: { type: 'boolean' } } as const
  const { values, positionals } = demandParsed(() => parseArgs({ args, options, allowPositionals: true }))
  if (positionals.length === 0) throw new UsageError('Name a file, or - for standard input: classify FILE|-.')
  if (positionals.filter(file => file === '-').length > 1) throw new UsageError('Standard input can be read only once.')
  return { files: positionals, json: values.json ?? false }
}

/** Throws a UsageError that names the mistake. */
export function readOptions(args: string[]): Options {
  const given = parse(args)
  const { org, json = false, 'device-code': deviceCode = false } = given
  if (!org) throw new UsageError('Name the organization: --org URL|NAME.')
  const router = given.router === undefined ? undefined : readAccount(given.router)
  if (router === null) {
    throw new UsageError('--router needs the address or name of the account that the router signs in with.')
  }
  return { org, json, deviceCode, router, what: readWhat(given) }
}

type Given = ReturnType<typeof parse>

function readWhat(given: Given): Options['what'] {
  const file = given['all-senders']
  if (file !== undefined) return readMany(given, file)
  if (given['start-after'] !== undefined) throw new UsageError('--start-after goes with --all-senders FILE.')
  if (!given.sender) throw new UsageError('Name the sender: --sender ADDRESS.')
  const sender = readAddress(given.sender)
  if (!sender) throw new UsageError(`${quoted(given.sender)} is no e-mail address: --sender ADDRESS.`)
  const senderId = given['sender-id']
  if (senderId !== undefined && !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(senderId)) {
    throw new UsageError(`${quoted(senderId)} is no id: --sender-id takes one of those that diagnose lists.`)
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
  throw new UsageError(`${quoted(given ?? '')} is no number of seconds: --interval takes 0.1 to 3600.`)
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const options = {
    org: text,
    sender: text,
    'sender-id': text,
    router: text,
    json: flag,
    watch: flag,
    interval: text,
    'all-senders': text,
    'start-after': text,
    'device-code': flag,
  }
  return demandParsed(() => parseArgs({ args, options })).values
}

/** Throws a UsageError where parseArgs throws its own. */
export function demandParsed<T>(parsed: () => T): T {
  try {
    return parsed()
  } catch (error) {
    throw new UsageError(plain(error instanceof Error ? error.message : String(error)))
  }
}

/** Enough of what was typed to recognize it by, without what would move a terminal's cursor. */
export function quoted(typed: string): string {
  return `"${plain(typed).slice(0, 60)}"`
}
