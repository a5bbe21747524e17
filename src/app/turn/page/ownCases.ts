import { isOwner, isSender } from '../../../domain/case/authorization.js'
import { type Actor, type Case, isOpen } from '../../../domain/case/case.js'
import { remedyAskedFor } from '../../../domain/repair/consentAsk.js'
import type { Screen } from '../../ports.js'
import { listOf } from '../status.js'
import type { Context, Turn } from '../turn.js'

/** A person's open cases, also if there is none or only one, and the checks of others that wait for their consent. */
export async function ownCases(context: Context, turn: Turn): Promise<Screen> {
  const [screen, asking] = await Promise.all([listOf(context, turn), askingFor(context, turn)])
  return { ...screen, ...(asking.length > 0 && { asking }) }
}

/** The last check that asked them, for each organization and repair. */
async function askingFor(context: Context, { by }: Turn): Promise<readonly Case[]> {
  const { organizations, remedies, asks, store } = context
  const { tenantId, aadObjectId } = by
  if (!tenantId || !aadObjectId) return []
  const theirs = remedies.filter(({ decides }) => decides === 'sender')
  const questions = organizations
    .list()
    .flatMap(({ url }) => theirs.map(({ id }) => ({ organization: url, remedy: id })))
  const last = await Promise.all(questions.map(asked => asks.last({ tenantId, aadObjectId, ...asked })))
  const ids = [...new Set(last.flatMap(ask => ask?.case ?? []))]
  const loaded = await Promise.all(ids.map(id => store.load(id)))
  return loaded.flatMap(stored => stored?.case ?? []).filter(one => isFor(one, by, context))
}

function isFor(thisCase: Case, by: Actor, { remedies }: Context): boolean {
  const { phase } = thisCase
  if (!isOpen(thisCase) || isOwner(thisCase, by) || !isSender(thisCase, by)) return false
  if (phase.name === 'asking') return remedyAskedFor(phase, remedies) !== null
  return phase.name === 'offered' && phase.by.aadObjectId?.toLowerCase() === by.aadObjectId?.toLowerCase()
}
