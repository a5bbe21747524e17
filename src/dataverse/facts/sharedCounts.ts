import DataLoader from 'dataloader'
import { unlessAborted } from '../../app/ports/unlessAborted.js'
import type { CountRequest, CountResult } from '../../app/ports.js'

/** How long a count waits for others in the same organization. */
const GATHERING_MS = 25
/** Two operations each; Dataverse takes 1,000 in a $batch. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api */
const MOST_AT_ONCE = 50

/** Makes all counts for one organization in one request; the results are in the order of the questions. */
export type CountAll = (countings: readonly CountRequest[]) => Promise<readonly CountResult[]>

/** Counts that are asked of one organization at the same time share a request. */
export function sharedCounts(countAll: CountAll): (counting: CountRequest) => Promise<CountResult> {
  const loaders = new Map<string, DataLoader<CountRequest, CountResult>>()
  const loaderOf = (url: string) => {
    const existing = loaders.get(url)
    if (existing) return existing
    const loader = new DataLoader<CountRequest, CountResult>(countAll, {
      cache: false,
      maxBatchSize: MOST_AT_ONCE,
      batchScheduleFn: start => void setTimeout(start, GATHERING_MS),
    })
    loaders.set(url, loader)
    return loader
  }
  return counting => unlessAborted(loaderOf(counting.organization.url).load(counting), counting.signal)
}
