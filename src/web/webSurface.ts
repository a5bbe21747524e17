import { createHash } from 'node:crypto'
import type { Incoming, WebPerson } from '../app/ports.js'
import type { Surface } from '../domain/case/case.js'

/** The channel of people who are on the web page. Like Teams, it verifies who they are. */
export const WEB = 'web'

/** A page shows one card, which is whatever the case is now. */
const ONLY_CARD = 'page'

export interface WebRequest {
  readonly person: WebPerson
  /** The language of the browser. */
  readonly locale: string
  /** IANA name; absent: the browser did not say. */
  readonly timeZone?: string
  /** Identifies what the person did, so that a second try does nothing more. */
  readonly deed?: string
}

/** Whoever is signed in acts, on their own page. */
export function incomingFrom({ person, locale, timeZone, deed }: WebRequest, publicUrl: string): Incoming {
  const { tenantId, aadObjectId, name } = person
  return {
    by: { id: `${WEB}:${aadObjectId}`, name, channelId: WEB, tenantId, aadObjectId },
    surface: { ...webSurface(person, publicUrl), locale, ...(timeZone && { timeZone }) },
    ...(deed !== undefined && { activity: deed }),
  }
}

function webSurface({ tenantId, aadObjectId }: WebPerson, publicUrl: string): Surface {
  const person = JSON.stringify([tenantId.toLowerCase(), aadObjectId.toLowerCase()])
  return {
    audience: 'user',
    channelId: WEB,
    conversationId: `${WEB}:${createHash('sha256').update(person).digest('hex').slice(0, 32)}`,
    conversationType: 'personal',
    serviceUrl: publicUrl,
    tenantId,
    botId: WEB,
    botName: 'Pending Send',
    locale: '',
    execute: true,
    page: true,
    activityId: ONLY_CARD,
  }
}
