import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { jsonOrNull } from '../../app/ports/jsonOrNull.js'
import type { AuditEntry } from '../../domain/case/case.js'
import { isGuid } from '../../domain/guid.js'
import { chunksOf, jsonOf, PARTITION, type Row, type RowKey, toJson } from '../tableRows.js'

/**
 * What stands for a person in the permanent audit:
 *   k~CASE   the key of the case's pseudonyms, and what each of them stands for, as JSON; `auditKey`: the latest record
 * The row is written in the transaction of the record, and deleted with the case. After that, nothing leads back: the key
 * is random and was nowhere else. It is not part of the row of the case, because an earlier version that saves the case
 * would drop it there, and because every save would write it anew.
 */
export class Pseudonyms {
  readonly #key: string
  readonly #meaning: Record<string, string>

  private constructor(key: string, meaning: Readonly<Record<string, string>>) {
    this.#key = key
    this.#meaning = { ...meaning }
  }

  /** Those of a case that has none yet. */
  static fresh(): Pseudonyms {
    return new Pseudonyms(randomBytes(32).toString('base64'), {})
  }

  static in(row: Row): Pseudonyms {
    const { key, meaning } = keptSchema.parse(JSON.parse(jsonOf(row)))
    return new Pseudonyms(key, meaning)
  }

  /** The same for the same id, however a GUID is written. */
  of(personal: string): string {
    const id = isGuid(personal) ? personal.toLowerCase() : personal
    const hash = createHmac('sha256', Buffer.from(this.#key, 'base64')).update(id).digest('hex')
    const pseudonym = `pseudonym-${hash.slice(0, 32)}`
    this.#meaning[pseudonym] ??= personal
    return pseudonym
  }

  row(caseId: string, auditKey: string): Row {
    return { ...pseudonymsKey(caseId), ...chunksOf(toJson({ key: this.#key, meaning: this.#meaning })), auditKey }
  }
}

export function pseudonymsKey(caseId: string): RowKey {
  return { partitionKey: PARTITION, rowKey: `k~${caseId}` }
}

const keptSchema = z.object({ key: z.string(), meaning: z.record(z.string(), z.string()) })

/** What each pseudonym of a case stands for; empty: the key was destroyed, or the row cannot be read. */
export type Meaning = Readonly<Record<string, string>>

export function meaningIn(row: Row): Meaning {
  return keptSchema.safeParse(jsonOrNull(jsonOf(row))).data?.meaning ?? {}
}

const PSEUDONYM = /\bpseudonym-[0-9a-f]{32}\b/g

/** The entry as it was before it was stored, as far as the meaning of its pseudonyms is known. */
export function withMeaning<E extends AuditEntry>(entry: E, meaning: Meaning): E {
  const { by, record } = entry
  const named = (text: string) => text.replace(PSEUDONYM, found => meaning[found] ?? found)
  return {
    ...entry,
    by: named(by),
    ...(record && {
      record: {
        ...record,
        ...(record.plan !== undefined && { plan: named(record.plan) }),
        changes: record.changes.map(named),
        ...(record.detail !== undefined && { detail: named(record.detail) }),
      },
    }),
  }
}
