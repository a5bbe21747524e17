import type { IncomingMessage } from 'node:http'
import type { Answer } from '../../teams/channelRules/answer.js'

export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return parsed(Buffer.concat(chunks).toString('utf8'))
}

/** Sends JSON, and returns what comes back. Rejects if nobody is there. */
export async function exchange(url: string, { method, body }: { method: string; body?: unknown }): Promise<Answer> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await fetch(url, { method, headers: { 'Content-Type': 'application/json' }, ...json })
  return { status: response.status, body: parsed(await response.text()) }
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
