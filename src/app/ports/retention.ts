/** Deletes what has been kept long enough. Any number of instances may do so at once. */
export interface Retention {
  /** Deletes a bounded part of what is due; the next call goes on. Ends early once `stop` is aborted. */
  run(stop: AbortSignal): Promise<RetentionRun>
}

export interface RetentionRun {
  /** How many cases were deleted. */
  readonly cases: number
  /** How many could not be deleted; they are tried again. */
  readonly failed: number
  /** How many remembered chats, asks and activities of people were deleted. */
  readonly people: number
  /** There is more that is due. */
  readonly more: boolean
}
