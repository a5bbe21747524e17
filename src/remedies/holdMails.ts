import { makePlan } from '../domain/repair/plan.js'
import { defineRemedy } from '../domain/repair/remedy.js'

/** Completed, Pending Send → Canceled, Canceled. https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/email */
const PENDING = { statecode: 1, statuscode: 6 }
const CANCELED = { statecode: 2, statuscode: 5 }

/** Cancels the e-mails that the sender chose, so that they do not leave with the others. This cannot be undone. */
export const holdMails = defineRemedy({
  id: 'holdMails',
  cures: [],
  purpose: 'hold',
  decides: 'sender',
  releasesMail: false,
  needs: ['chosenMails'],
  mayUse: ['backlog'],
  plan({ chosen = [] }, { chosenMails }) {
    const held = chosenMails.filter(({ id }) => chosen.includes(id))
    if (held.length === 0) return []
    const plan = makePlan({
      way: 'holdMails',
      writes: held.map(({ id, etag }) => ({
        kind: 'update' as const,
        table: 'email' as const,
        id,
        etag,
        before: PENDING,
        after: CANCELED,
      })),
      gain: { count: 0, names: [] },
      args: { count: held.length },
    })
    return [plan]
  },
})
