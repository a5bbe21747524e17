import type { BatchLine } from './batch.js'

/** All addresses of a batch are checked. `work`: the id of the promised work. */
export interface BatchChecked {
  readonly type: 'batched'
  readonly at: string
  readonly work: string
  readonly lines: readonly BatchLine[]
}
