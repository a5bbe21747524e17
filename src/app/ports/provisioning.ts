/** One write that setting up an application or an organization still takes. */
export interface Step {
  /** Taken at most once in a run. */
  readonly id: string
  /** For example: create the role "Pending Send (read)". */
  readonly does: string
  /** Whether the ids in the request are known; if not, an earlier step creates what they belong to. */
  readonly ready: boolean
  readonly request: {
    readonly method: 'POST' | 'PATCH'
    readonly path: string
    readonly body: Readonly<Record<string, unknown>>
    readonly headers?: Readonly<Record<string, string>>
  }
  /** What somebody who may do it types or opens instead. */
  readonly byHand: readonly string[]
}

/** How an application or an organization differs from what it has to be. */
export interface Deviation {
  /** A note is worth knowing, and in order all the same. */
  readonly kind: 'missing' | 'wrong' | 'too shallow' | 'too much' | 'note'
  readonly text: string
}

export function isInOrder(deviations: readonly Deviation[]): boolean {
  return deviations.every(({ kind }) => kind === 'note')
}

/** What the command line provisions: an app registration, or an organization. */
export interface Provisioning {
  /** In order, as far as they are known now. */
  steps(): readonly Step[]
  deviations(): readonly Deviation[]
  /** Reads everything that steps and deviations follow from. */
  read(): Promise<void>
  /** Makes the write. */
  take(step: Step): Promise<StepResult>
}

/** `present`: somebody else had written it already. `denied`: the person may not write it; `detail` says what is missing. */
export interface StepResult {
  readonly outcome: 'written' | 'present' | 'denied'
  readonly detail?: string
}
