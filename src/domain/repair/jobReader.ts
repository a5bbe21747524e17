import type { Signer } from '../actor.js'
import { mayReadJobs } from '../case/authorization.js'
import type { Planning } from '../case/phase.js'
import { type Remedy, remedyOf } from './remedy.js'

/** As whom the jobs to choose from are read; null: the repair has none, or the person may read all that the bot may. */
export function readerOf({ remedy, by }: Pick<Planning, 'remedy' | 'by'>, remedies: readonly Remedy[]): Signer | null {
  const isAboutJobs = remedyOf(remedies, remedy)?.chooses === 'jobs'
  return isAboutJobs && !mayReadJobs(by) ? { actor: by, channelId: by.channelId } : null
}
