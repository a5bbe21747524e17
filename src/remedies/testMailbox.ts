import { makePlan } from '../domain/repair/plan.js'
import { defineRemedy } from '../domain/repair/remedy.js'

/**
 * Asks for "Test & Enable Mailbox" (mailbox.testemailconfigurationscheduled). The organization runs the test within minutes
 * and switches sending on if it passes. The owner of the mailbox may ask for it, and so may an administrator.
 * https://learn.microsoft.com/power-platform/admin/why-email-message-sent-have-pending-send-status
 */
export const testMailbox = defineRemedy({
  id: 'testMailbox',
  cures: ['mailboxNotEnabled'],
  decides: 'either',
  releasesMail: true,
  isOwnersRight: true,
  emptyMeans: 'done',
  needs: ['mailbox'],
  plan({ parties }, { mailbox: row }) {
    if (!row || !parties.mailboxId || row.values.testemailconfigurationscheduled === true) return []
    const plan = makePlan({
      way: 'testMailbox',
      writes: [
        {
          kind: 'update',
          table: 'mailbox',
          id: parties.mailboxId,
          etag: row.etag,
          before: { testemailconfigurationscheduled: row.values.testemailconfigurationscheduled ?? null },
          after: { testemailconfigurationscheduled: true },
          settles: true,
        },
      ],
      gain: { count: 0, names: [] },
      args: { sender: parties.sender.name },
    })
    return [plan]
  },
})
