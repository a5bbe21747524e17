import type { Sought } from '../app/ports.js'
import { sameAddress } from '../domain/address.js'
import type { Fact, FactMissing } from '../domain/facts.js'
import { type Json, rowsOf } from './answers.js'
import type { DataverseClient } from './client.js'
import { asMissing, DataverseError } from './errors.js'
import { isGuid } from './literals.js'
import * as queries from './queries.js'
import { text } from './rows.js'

interface Looking {
  readonly signal: AbortSignal
  now(): Date
}

const TOO_LATE: FactMissing = { ok: false, why: 'timeout', detail: 'no answer in time' }

/** Whether an organization has a user or queue with this address: one request. What fails, or is aborted, was not seen. */
export async function knows(client: DataverseClient, sought: Sought, looking: Looking): Promise<Fact<boolean>> {
  const { signal, now } = looking
  try {
    const value = await (sought.of === undefined
      ? anybodyHas(client, sought.address, signal)
      : isTheirs(client, { ...sought, of: sought.of }, signal))
    return typeof value === 'boolean' ? { ok: true, value, at: now().toISOString() } : value
  } catch (error) {
    if (error instanceof DataverseError) return asMissing(error, 'prvReadUser')
    if (signal.aborted) return TOO_LATE
    throw error
  }
}

/** One that was seen is enough; that nobody has it is known only where both were looked at. */
async function anybodyHas(
  client: DataverseClient,
  address: string,
  signal: AbortSignal,
): Promise<boolean | FactMissing> {
  const paths = [queries.anyUserByAddress(address), queries.anyQueueByAddress(address)]
  const [users, queues] = await client.batch(paths, { signal })
  const looked = [has(users, 'prvReadUser'), has(queues, 'prvReadQueue')]
  if (looked.includes(true)) return true
  return looked.find(one => typeof one !== 'boolean') ?? false
}

function has(answer: Json | DataverseError | undefined, privilege: string): boolean | FactMissing {
  return answer instanceof DataverseError ? asMissing(answer, privilege) : rowsOf(answer).length > 0
}

async function isTheirs(
  client: DataverseClient,
  { address, of }: Required<Sought>,
  signal: AbortSignal,
): Promise<boolean> {
  if (!isGuid(of)) return false
  const own = rowsOf(await client.get(queries.userByObjectId(of), { signal }))
  return own.some(({ internalemailaddress }) => sameAddress(text(internalemailaddress), address))
}
