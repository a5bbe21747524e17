/** What the processes are asked and answer. They read what a stranger wrote, so that nobody takes their word for the form of it. */
import { z } from 'zod'
import { ASKS } from '../domain/faults/clue.js'
import { DIRECTIONS } from '../domain/faults/direction.js'
import { type FaultName, mailboxFaults } from '../domain/faults/mailboxFaults.js'
import type { ParsedMessage, UnreadReason } from '../domain/parsedMessage.js'
import type { RangeRead } from '../symptoms/readRange.js'

export interface FileAsked {
  /** null: the file has ended. */
  readonly piece: Uint8Array | null
}

/** null: go on. */
export type FileAnswer = ParsedMessage | UnreadReason | null

/** Part of a file: bytes from `start` to `end`, both included, up to the line `next`; null: to the end of the file. */
export interface Range {
  readonly file: string
  readonly start: number
  readonly end: number | null
  readonly next: string | null
}

/** Bytes read since the last answer; what the range proves comes last. */
export interface RangeAnswer {
  readonly bytes: number
  readonly range?: RangeRead
}

const count = z.int().nonnegative()
const texts = z.array(z.string())
const fault = z.enum<readonly FaultName[]>(['sendAs', 'routerDisabled', ...mailboxFaults.map(({ id }) => id)])
const direction = z.enum(DIRECTIONS)
const privileges = z.array(z.string()).max(5)
const proof = z.array(z.object({ line: count, text: z.string() })).max(3)

const clue = z.object({
  verdict: z.enum(['sendAs', 'lookAlike']),
  fault,
  count,
  proof,
  article: z.exactOptional(z.url({ protocol: /^https$/ })),
  direction: z.exactOptional(direction),
  privileges: z.exactOptional(privileges),
  accessMode: z.exactOptional(count),
  masked: z.exactOptional(z.literal(true)),
  bare: z.exactOptional(z.literal(true)),
})

const log = z.object({
  clue: clue.nullable(),
  direction: z.exactOptional(direction),
  organization: z.string().nullable(),
  address: z.string().nullable(),
  masked: z.boolean(),
  ask: z.enum(ASKS).nullable(),
})

/** A file is no command, and nothing is quoted from it but its proof. */
const fileRead = z.object({
  text: z.literal(''),
  command: z.null(),
  address: z.null(),
  addresses: z.array(z.never()),
  codes: texts,
  url: z.null(),
  log,
  masked: z.boolean(),
})

export const fileAnswer: z.ZodType<FileAnswer> = z.union([z.null(), z.enum(['evtx', 'binary', 'empty']), fileRead])

const row = z.object({
  fault,
  organization: z.string().nullable(),
  user: z.string().nullable(),
  count,
  first: z.string().nullable(),
  last: z.string().nullable(),
  evidence: proof,
  direction: direction.nullable(),
  privileges,
  accessMode: count.nullable(),
  bare: z.boolean(),
})

const counted = z.object({
  rows: z.array(row),
  codes: texts,
  addresses: texts,
  organizations: texts,
  begun: count,
  isEmpty: z.boolean(),
  complains: z.boolean(),
  isCut: z.boolean(),
  isWhole: z.boolean(),
  isRuledOut: z.boolean(),
  direction: direction.nullable(),
  isMixed: z.boolean(),
})

const range = z.object({ count: counted, lines: count, masked: z.boolean(), isWhole: z.boolean() })

export const rangeAnswer: z.ZodType<RangeAnswer> = z.object({ bytes: count, range: z.exactOptional(range) })
