import DataLoader from 'dataloader'
import { unlessAborted } from '../../app/ports/unlessAborted.js'
import type { Counted, Counting } from '../../app/ports.js'

/** How long a count waits for others of the same organization. */
const GATHERING_MS = 25
/** Two operations each; Dataverse takes 1,000 in a $batch. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api */
const MOST_AT_ONCE = 50

/** Counts for one organization, in one request; the answers in the order of the questions. */
export type CountAll = (countings: readonly Counting[]) => Promise<readonly Counted[]>

/** Whoever counts in an organization while others do shares their request. */
export function sharedCounts(countAll: CountAll): (counting: Counting) => Promise<Counted> {
  const loaders = new Map<string, DataLoader<Counting, Counted>>()
  const loaderOf = (url: string) => {
    const known = loaders.get(url)
    if (known) return known
    const made = new DataLoader<Counting, Counted>(countAll, {
      cache: false,
      maxBatchSize: MOST_AT_ONCE,
      batchScheduleFn: start => void setTimeout(start, GATHERING_MS),
    })
    loaders.set(url, made)
    return made
  }
  return counting => unlessAborted(loaderOf(counting.organization.url).load(counting), counting.signal)
}
