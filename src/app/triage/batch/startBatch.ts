import type { OrganizationRef } from '../../../domain/case/case.js'
import { type CheckRequest, excerpt } from '../../../domain/parsedMessage.js'
import { openBatch } from '../../../domain/triage/batch/openBatch.js'
import { type Context, cardPlace, insertOpened, type Next, type Turn } from '../../turn/turn.js'

interface Asked {
  readonly check: CheckRequest
  readonly organization: OrganizationRef | null
}

/** More than anybody reads. */
const MOST_STRAYS = 20

/** Opens the case of a batch. The ids of its checks follow from its own, so each is opened once, whoever does it. */
export async function startBatch(context: Context, turn: Turn, { check, organization }: Asked): Promise<Next> {
  const { store, organizations, clock } = context
  const { by, activity } = turn
  const { addresses, repeated, strays } = check
  const at = clock.now().toISOString()
  const id = store.idOf(by, activity ?? at)
  const lines = addresses.map(address => ({ address, case: store.idOf(by, `${id} ${address.toLowerCase()}`) }))
  const batch = openBatch({
    ...{ id, at, by, lines, repeated, organization },
    strays: strays.slice(0, MOST_STRAYS).map(stray => excerpt(stray)),
    surface: cardPlace(turn),
    organizations: organizations.list(),
    ...(activity !== undefined && { activity }),
  })
  return (await insertOpened(context, turn, batch)) ?? { case: null, changed: false, duplicate: true }
}
