import type { AddressQuery } from '../../app/ports.js'
import { sameAddress } from '../../domain/address.js'
import type { Fact } from '../../domain/diagnosis/facts.js'
import { isGuid } from '../../domain/guid.js'
import { type Json, rowsOf } from '../http/responses.js'
import { type FactQuery, type ReadContext, readEach, readOne } from './factQuestions.js'
import * as queries from './queries.js'
import { text } from './rowFields.js'
import type { ReadPrivilege } from './sight.js'

/**
 * Whether an organization has a user or queue with this address: one request, and two more where nobody was found and
 * the bot does not remember how far it sees. A lookup that fails or takes too long counts as not seen.
 */
export async function lookUpAddress(sought: AddressQuery, reading: ReadContext): Promise<Fact<boolean>> {
  const { address, of } = sought
  return of === undefined ? anybodyHas(address, reading) : isTheirs({ address, of }, reading)
}

/** One row is enough to know that somebody has it; that nobody has it is certain only where no rows can be hidden. */
async function anybodyHas(address: string, reading: ReadContext): Promise<Fact<boolean>> {
  const users = existenceQuery(queries.anyUserByAddress(address), 'prvReadUser')
  const queues = existenceQuery(queries.anyQueueByAddress(address), 'prvReadQueue')
  const facts = await readEach([users, queues], reading)
  const fact = facts.find(one => one.ok && one.value) ?? facts.find(one => !one.ok)
  return fact ?? { ok: true, value: false, at: reading.now }
}

function existenceQuery(path: string, privilege: ReadPrivilege): FactQuery<boolean> {
  const question = { paths: [path], read: ([answer]: readonly Json[]) => rowsOf(answer).length > 0 }
  return { question, privilege, whole: isThere => (isThere ? [] : [privilege]) }
}

async function isTheirs({ address, of }: Required<AddressQuery>, reading: ReadContext): Promise<Fact<boolean>> {
  if (!isGuid(of)) return { ok: true, value: false, at: reading.now }
  const privilege = 'prvReadUser'
  const question = { paths: [queries.userByObjectId(of)], read: ([answer]: readonly Json[]) => rowsOf(answer) }
  const own: FactQuery<readonly Json[]> = { question, privilege, whole: rows => (rows.length > 0 ? [] : [privilege]) }
  const fact = await readOne(own, reading)
  if (!fact.ok) return fact
  const isOwn = fact.value.some(({ internalemailaddress }) => sameAddress(text(internalemailaddress), address))
  return { ...fact, value: isOwn }
}
