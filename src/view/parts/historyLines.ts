import type { Viewer } from '../../domain/case/authorization.js'
import type { AuditEntry, Case } from '../../domain/case/case.js'
import type { Agent } from '../../domain/triage/triage.js'
import { dateOf, timeOf, type Wording } from '../wordings.js'

/** A longer trail is in the export. */
const MOST = 25

/** What happened to a case that the helpdesk has, and what its agents wrote, the latest last; for agents in their own chat only. */
export function historyLines(
  thisCase: Case,
  { administers, alone }: Viewer,
  wording: Wording,
): readonly { text: string }[] {
  const { triage, audit } = thisCase
  if (!triage || !administers || !alone) return []
  const notes = triage.notes.map(({ at, by, text }) => ({
    at,
    text: wording.say('history.note', { agent: by.name, text }),
  }))
  const entries = audit.map(entry => ({ at: entry.at, text: wording.say('history.entry', entryArgs(thisCase, entry)) }))
  return [...entries, ...notes]
    .toSorted((one, other) => one.at.localeCompare(other.at))
    .slice(-MOST)
    .map(({ at, text }) => ({ text: `${wording.say('history.at', { date: dateOf(at), time: timeOf(at) })} ${text}` }))
}

function entryArgs(thisCase: Case, { by, what }: AuditEntry) {
  const known = peopleIn(thisCase).find(({ aadObjectId, id }) => by === (aadObjectId ?? id))
  return { what: inWords(what), by: known?.name ?? '', who: by === 'bot' ? 'bot' : known ? 'known' : 'other' }
}

/** Those whom the case names. Anybody else acted on a card of theirs, such as the sender. */
function peopleIn({ owner, triage }: Case): readonly Agent[] {
  const { assignee, notes = [], closed } = triage ?? {}
  return [owner, ...(assignee ? [assignee] : []), ...notes.map(({ by }) => by), ...(closed ? [closed.by] : [])]
}

/** The audit has the names of events: checkedAgain. */
function inWords(what: string): string {
  return what.replace(/[a-z][A-Z]/g, pair => `${pair.charAt(0)} ${pair.charAt(1).toLowerCase()}`)
}
