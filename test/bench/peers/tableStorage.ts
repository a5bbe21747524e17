import { RestError, type TableClient } from '@azure/data-tables'
import type { Storage, StoreItem, StoreItems } from 'botbuilder'

const PARTITION = 'state'

/** The least that keeps the SDK's state in Azure Table: a row for each key, written under its version. */
export class TableStorage implements Storage {
  constructor(private readonly table: TableClient) {}

  async read(keys: string[]): Promise<StoreItems> {
    const items = await Promise.all(keys.map(async key => [key, await this.#item(key)] as const))
    return Object.fromEntries(items.filter(([, item]) => item !== null))
  }

  async write(changes: StoreItems): Promise<void> {
    await Promise.all(
      Object.entries(changes).map(async ([key, item]: [string, StoreItem]) => {
        const { eTag, ...state } = item
        const row = { partitionKey: PARTITION, rowKey: rowKeyOf(key), state: JSON.stringify(state) }
        if (eTag && eTag !== '*') await this.table.updateEntity(row, 'Replace', { etag: eTag })
        else await this.table.upsertEntity(row, 'Replace')
      }),
    )
  }

  async delete(keys: string[]): Promise<void> {
    await Promise.all(keys.map(key => this.table.deleteEntity(PARTITION, rowKeyOf(key))))
  }

  async #item(key: string): Promise<StoreItem | null> {
    try {
      const { state, etag } = await this.table.getEntity<{ state: string }>(PARTITION, rowKeyOf(key))
      return { ...JSON.parse(state ?? '{}'), eTag: etag }
    } catch (error) {
      if (error instanceof RestError && error.statusCode === 404) return null
      throw error
    }
  }
}

/** A row's key may not have slashes, which the keys of the SDK have. */
function rowKeyOf(key: string): string {
  return Buffer.from(key).toString('base64url')
}
