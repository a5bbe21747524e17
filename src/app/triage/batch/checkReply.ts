import { mayVouch } from '../../../domain/case/authorization.js'
import type { Actor, Note } from '../../../domain/case/case.js'
import { unknownOrganization } from '../../../domain/case/intake/locating.js'
import { type CheckRequest, excerpt, type ParsedMessage } from '../../../domain/parsedMessage.js'
import { MOST_ADDRESSES } from '../../../domain/triage/batch/batch.js'
import type { Reply, Situation } from '../../turn/situation.js'

/** What a helpdesk member gets who asks to check addresses. null: they did not, or may not. */
export function replyToCheck(message: ParsedMessage, situation: Situation, by: Actor): Reply | null {
  const { check, place } = message
  const { organization, organizations } = situation
  if (!check || !mayVouch(by)) return null
  if (check.addresses.length === 0) return withoutAddress(check)
  const [sender = '', ...others] = check.addresses
  if (check.cut || check.addresses.length > MOST_ADDRESSES) return { do: 'say', note: tooMany(check) }
  const elsewhere = place === undefined || organization ? null : place
  const note = elsewhere === null ? leftOut(check) : unknownOrganization(elsewhere, organizations)
  if (others.length > 0) {
    return elsewhere === null
      ? { do: 'batch', check, organization }
      : { do: 'say', note: { ...note, key: 'batch.notes.elsewhere' } as Note }
  }
  const where = { ...(organization && { organization }), ...(elsewhere !== null && { elsewhere: excerpt(elsewhere) }) }
  return { do: 'open', known: { symptom: 'notSure', sender, ...where }, ...(note && { note }) }
}

/** null: nothing but words that mean nothing. */
function withoutAddress({ strays }: CheckRequest): Reply | null {
  if (strays.length === 0) return null
  return { do: 'say', note: { key: 'batch.notes.noAddress', args: { text: namedStrays(strays) } } }
}

function tooMany({ addresses, cut }: CheckRequest): Note {
  if (cut) return { key: 'batch.notes.tooLong' }
  return { key: 'batch.notes.tooMany', args: { count: addresses.length, most: MOST_ADDRESSES } }
}

/** What was typed and is not checked, or not twice; null: nothing. */
function leftOut({ repeated, strays }: CheckRequest): Note | null {
  if (repeated === 0 && strays.length === 0) return null
  return { key: 'batch.notes.leftOut', args: { repeated, strays: strays.length, text: namedStrays(strays) } }
}

const MOST_NAMED = 5

function namedStrays(strays: readonly string[]): string {
  return strays
    .slice(0, MOST_NAMED)
    .map(stray => excerpt(stray))
    .join(', ')
}
