import type { Actor, Case, OrganizationRef, Surface } from '../../case/case.js'
import { promiseDrawing } from '../../case/drawing.js'
import { newCase, openCase } from '../../case/intake/intake.js'
import { promise } from '../../case/pendingWork.js'
import { withAuditLine } from '../../repair/auditTrail.js'
import type { Batch } from './batch.js'

export interface BatchOpening extends Batch {
  readonly id: string
  /** The channel's id of the activity that opens it. */
  readonly activity?: string
  readonly at: string
  readonly by: Actor
  readonly surface: Surface
  readonly organizations: readonly OrganizationRef[]
  /** Where all addresses are checked; null: each where it is known. */
  readonly organization: OrganizationRef | null
}

/** Creates the case of a batch, which promises to open and to finish a check for each of its addresses. */
export function openBatch(opening: BatchOpening): Case {
  const { at, by, organization, lines, repeated, strays } = opening
  const opened = newCase(opening, {
    target: organization ? { organization } : {},
    phase: { name: 'batching', run: 0, startedAt: at, lines, repeated, strays },
  })
  const audited = withAuditLine(opened, { at, by, what: `opened a batch of ${lines.length}` })
  return promiseDrawing(promise(audited, 'batch'))
}

/** Creates the check of one address, as if its owner had walked through it. Only the batch shows it at first. */
export function openLine(
  batch: Case,
  { id, address, at }: { readonly id: string; readonly address: string; readonly at: string },
): Case {
  const { owner, organizations, target } = batch
  const known = {
    symptom: 'notSure' as const,
    sender: address,
    ...(target.organization && { organization: target.organization }),
  }
  return { ...openCase({ id, at, by: owner, surface: null, organizations, known }), batch: batch.id }
}
