import { pino, stdSerializers } from 'pino'
import type { Log } from './app/ports.js'

/** Never written out, wherever it turns up. */
const SECRET = [
  'authorization',
  'headers',
  'password',
  'clientSecret',
  'connectionString',
  'token',
  'accessToken',
  'config',
  'request',
  'response',
]

/** JSON lines on the standard output. E-mail addresses in messages of errors are masked; bodies, headers and tokens are left out. */
export function createLog(level: string, destination?: { write(line: string): void }): Log {
  const redact = { paths: SECRET.flatMap(name => [name, `*.${name}`]), censor: '[left out]' }
  const options = { level, redact, serializers: { err: describe } }
  return destination ? pino(options, destination) : pino(options)
}

/** An error without what SDKs hang on it (requests with their tokens), and without addresses. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: maskAddresses(String(error)) }
  const { type, stack, message } = stdSerializers.err(error)
  const cause = error.cause instanceof Error ? { cause: maskAddresses(error.cause.message) } : {}
  return { type, message: maskAddresses(message), stack: maskAddresses(stack ?? ''), ...cause }
}

function maskAddresses(text: string): string {
  return text.replace(/[^\s<>"'(]+@[^\s<>"')]+\.[^\s<>"')]+/g, '[address]')
}
