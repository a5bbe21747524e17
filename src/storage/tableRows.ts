import { RestError } from '@azure/data-tables'

/** All rows share a partition, so that related rows can be written in one transaction. */
export const PARTITION = 'cases'

/** A string property holds at most 64 KiB of UTF-16. https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model */
const CHUNK = 32_000

export interface RowKey {
  readonly partitionKey: string
  readonly rowKey: string
}

export interface Row extends RowKey {
  readonly etag?: string
  readonly [property: string]: unknown
}

/** ASCII only: the emulator corrupts a multi-byte character where a network packet ends in it, and U+2028 anywhere. */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** JSON in the properties json0, json1, … */
export function chunksOf(json: string): Readonly<Record<string, string>> {
  const count = Math.ceil(json.length / CHUNK)
  const chunks = Array.from({ length: count }, (_, i) => [`json${i}`, json.slice(i * CHUNK, (i + 1) * CHUNK)])
  return Object.fromEntries(chunks)
}

export function jsonOf(row: Row): string {
  let json = ''
  for (let i = 0; typeof row[`json${i}`] === 'string'; i++) json += row[`json${i}`]
  return json
}

/** Resolves to `otherwise` if the service refuses with one of the statuses; any other failure is an outage and is thrown. */
export async function orIfStatus<T, U>(
  statuses: readonly number[],
  call: () => Promise<T>,
  otherwise: U,
): Promise<T | U> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof RestError && statuses.includes(error.statusCode ?? 0)) return otherwise
    throw error
  }
}
