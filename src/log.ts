import { AsyncLocalStorage } from 'node:async_hooks'
import { pino } from 'pino'
import type { Log, LogScope } from './app/ports.js'
import { without } from './config/variables.js'
import { withoutSecrets } from './domain/secrets.js'

const LEFT_OUT = '[left out]'
/** Fields of these names are never logged, at any depth: secrets, and what SDKs attach to their errors. */
const SECRET_NAME =
  /authorization|cookie|headers|password|secret|credential|assertion|connection_?string|token|^(config|request|response|body|data)$/i
/** Masked in logs, in addition to what is masked in people's texts. The replacement keeps the first group. */
const LOG_SECRETS: readonly RegExp[] = [
  /\b(Bearer\s+)(?!\[)[\w.~+/=-]+/gi,
  /()\bDefaultEndpointsProtocol=[^\s"']+/gi,
  /(\b\w*(?:assertion|_token)["']?\s*[=:]\s*["']?)(?!\[)[^\s;&,"']+/gi,
  /(:\/\/)[^\s/@]+@/g,
]
const ADDRESS = /[^\s<>"(),;:=&/?@]{1,64}(?:@|%40)[^\s<>"(),;:=&/?@]{1,255}\.[^\s<>"(),;:=&/?@']{2,63}/gi
const MAX_LENGTH = 8_000
const MAX_DEPTH = 5

/** What the work that is running now belongs to. */
const current = new AsyncLocalStorage<{ case?: string }>()

export const logScope: LogScope = {
  run: work => current.run({}, work),
  about(caseId) {
    const about = current.getStore()
    if (about) about.case = caseId
  },
  bind: work => AsyncLocalStorage.bind(work),
}

interface LogOptions {
  readonly level: string
  /** Left out wherever they appear. */
  readonly secrets?: readonly string[]
}

interface Destination {
  write(line: string): void
}

/** JSON lines on standard output, each with the case that it belongs to. Secrets and e-mail addresses are masked wherever they appear. */
export function createLog({ level, secrets = [] }: LogOptions, destination: Destination = pino.destination(1)): Log {
  const options = { level, serializers: { err: (error: unknown) => error } }
  const clear = without(secrets, LEFT_OUT)
  const logger = pino(options, { write: line => destination.write(clear(line)) })
  return {
    info: (fields, message) => logger.info(fieldsOf(fields), mask(message)),
    warn: (fields, message) => logger.warn(fieldsOf(fields), mask(message)),
    error: (fields, message) => logger.error(fieldsOf(fields), mask(message)),
  }
}

/** A line that names its case itself keeps that one. */
function fieldsOf(fields: object): object {
  const about = current.getStore()?.case
  return about === undefined ? cleanAll(fields) : { case: about, ...cleanAll(fields) }
}

/** The line is written even if reading its fields throws. */
function cleanAll(fields: object): object {
  try {
    return cleanFields(fields, 0)
  } catch {
    return { fields: LEFT_OUT }
  }
}

function clean(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return mask(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return LEFT_OUT
  if (value instanceof Error) return describe(value, depth)
  if (Array.isArray(value)) return value.map(item => clean(item, depth + 1))
  if (value instanceof Date) return value.toISOString()
  if (value instanceof URL) return mask(value.href)
  return isPlain(value) ? cleanFields(value, depth) : `[${value.constructor?.name}]`
}

function cleanFields(fields: object, depth: number): object {
  const cleaned = Object.entries(fields).map(([name, value]) => [
    mask(name),
    SECRET_NAME.test(name) ? LEFT_OUT : clean(value, depth + 1),
  ])
  return Object.fromEntries(cleaned)
}

/** An error without what SDKs attach to it (requests with their tokens). */
function describe(error: Error, depth: number): object {
  const { message, stack = '', cause } = error
  const code = 'code' in error && typeof error.code === 'string' ? { code: mask(error.code) } : {}
  const status = statusOf(error)
  const type = error.constructor.name
  const because = cause === undefined ? {} : { cause: clean(cause, depth + 1) }
  return { type, message: mask(message), ...code, ...status, stack: mask(stack), ...because }
}

/** The HTTP status of the response, under either of the names that the SDKs and axios use. */
function statusOf(error: Error): { status?: number } {
  const status = 'statusCode' in error ? error.statusCode : 'status' in error ? error.status : undefined
  return typeof status === 'number' ? { status } : {}
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function mask(text: string): string {
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text
  const masked = withoutSecrets(short, LEFT_OUT)
  return LOG_SECRETS.reduce((text, secret) => text.replace(secret, `$1${LEFT_OUT}`), masked).replace(
    ADDRESS,
    '[address]',
  )
}
