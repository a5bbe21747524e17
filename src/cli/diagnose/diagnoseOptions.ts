import { readAccount, readAddress } from '../../domain/parsedMessage.js'
import { readArguments } from '../arguments.js'
import { CLASSIFY, DIAGNOSE } from '../commandTable.js'
import { quoted, UsageError } from '../exit.js'

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
  const router = given.router === undefined ? undefined : readAccount(given.router)
  if (router === null) {
    throw new UsageError('--router needs the address or name of the account that the router signs in with.')
  }
  return { org, json, deviceCode, router, what: readWhat(given) }
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
