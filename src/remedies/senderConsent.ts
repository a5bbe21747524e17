import { makePlan } from '../domain/repair/plan.js'
import { defineRemedy } from '../domain/repair/remedy.js'

/** Turns on "Allow other Microsoft Dynamics 365 users to send email on your behalf" (usersettings.issendasallowed). KB 4494727. */
export const senderConsent = defineRemedy({
  id: 'senderConsent',
  cures: ['senderConsent'],
  decides: 'sender',
  releasesMail: true,
  emptyMeans: 'done',
  needs: ['settings'],
  plan({ parties }, { settings: row }) {
    if (!row || row.values.issendasallowed === true) return []
    const plan = makePlan({
      way: 'allowSendAs',
      writes: [
        {
          kind: 'update',
          table: 'usersettings',
          id: parties.sender.id,
          etag: row.etag,
          before: { issendasallowed: row.values.issendasallowed ?? null },
          after: { issendasallowed: true },
        },
      ],
      gain: { count: 0, names: [] },
      args: { sender: parties.sender.name },
    })
    return [plan]
  },
})
