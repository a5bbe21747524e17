import type { Case, Surface } from '../../domain/case/case.js'
import type { Dependencies } from '../caseUpdates.js'
import type { Person365 } from '../ports.js'

/**
 * The chat with the bot of somebody who follows a case only on the page, where nothing can be said to them; null: they have
 * none, or the case is shown to them in a conversation, too.
 */
export async function chatBeside(
  { conversations }: Pick<Dependencies, 'conversations'>,
  thisCase: Case,
  audience: Surface['audience'],
): Promise<Surface | null> {
  const person = isOnlyOnPage(thisCase, audience) ? personOf(thisCase, audience) : null
  const chat = person && (await conversations.of(person))
  return chat && { ...chat, audience }
}

function isOnlyOnPage({ surfaces }: Case, audience: Surface['audience']): boolean {
  const theirs = surfaces.filter(place => place.audience === audience)
  return theirs.length > 0 && theirs.every(({ page }) => page)
}

/** null: it is not known who they are. */
function personOf(thisCase: Case, audience: Surface['audience']): Person365 | null {
  if (audience === 'sender') return senderOf(thisCase)
  const { tenantId, aadObjectId } = thisCase.owner
  return audience === 'user' && tenantId && aadObjectId ? { tenantId, aadObjectId } : null
}

export function senderOf({ owner, parties }: Case): Person365 | null {
  const { tenantId } = owner
  const aadObjectId = parties?.senderObjectId
  return tenantId && aadObjectId ? { tenantId, aadObjectId } : null
}
