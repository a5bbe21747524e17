import type { TableClient } from '@azure/data-tables'
import type { Retention } from '../../../src/app/ports/retention.js'
import type { CaseStore } from '../../../src/app/ports.js'
import type { Case } from '../../../src/domain/case/case.js'
import { createRetention, type RetentionOptions } from '../../../src/storage/retention/caseRetention.js'
import { createBoard } from '../../../src/storage/triage/boardBuckets.js'
import { silent } from '../../app/world.js'
import { caseOf, change, recorded, second } from '../auditing.js'

const DAY_MS = 86_400_000
export const DAYS = 30

/** This many days after the cases of these tests have ended. */
export function day(count: number): Date {
  return new Date(Date.parse(second(0)) + count * DAY_MS)
}

export function retentionOn(table: TableClient, now: () => Date, more: Partial<RetentionOptions> = {}): Retention {
  return createRetention(table, { days: DAYS, now, log: silent, board: createBoard(table), ...more })
}

export const go = new AbortController().signal

/** The case as if it had been closed then. */
export function ended(thisCase: Case, at = second(0)): Case {
  return { ...thisCase, phase: { name: 'closed', run: 1, at, reason: 'cancelled' }, endedAt: at }
}

/** A saved case with this many records that was closed then, with the promise to draw it still open. */
export async function endedCase(store: CaseStore, id: string, records = 0, at = second(0)): Promise<Case> {
  const c = caseOf(store, id)
  await store.insert(c)
  for (let i = 1; i <= records; i++) await change(store, c.id, before => recorded(before, second(i)))
  await change(store, c.id, before => ended(before, at))
  return c
}

/** All row keys, with their partition where that is another one than that of the cases. */
export async function keysIn(table: TableClient): Promise<readonly string[]> {
  const keys: string[] = []
  for await (const { partitionKey = '', rowKey = '' } of table.listEntities())
    if (partitionKey !== 'retention') keys.push(partitionKey === 'cases' ? rowKey : `${partitionKey} ${rowKey}`)
  return keys
}

/** What is requested from now on: the method and the kind of row, list or batch. */
export function watched(table: TableClient): string[] {
  const requests: string[] = []
  table.pipeline.removePolicy({ name: 'watched' })
  table.pipeline.addPolicy({
    name: 'watched',
    sendRequest: (request, next) => {
      requests.push(`${request.method} ${decodeURIComponent(request.url)}`)
      return next(request)
    },
  })
  return requests
}
