import { defineCheck } from '../../domain/diagnosis/check.js'
import type { DeliveryMethod } from '../../domain/diagnosis/facts.js'
import { ok, undetermined } from '../../domain/diagnosis/finding.js'
import { methodOf } from '../../domain/diagnosis/mailboxRules.js'
import { OWN_MAILBOX_NEEDS, OWN_MAILBOX_WEIGHED_BY, ownMailbox } from '../../domain/diagnosis/ownMailbox.js'

/** The outgoing method of the mailbox and of the user or queue; both have to be "Server-Side Synchronization or Email Router". */
export const deliveryMethod = defineCheck({
  id: 'deliveryMethod',
  gate: 2,
  needs: OWN_MAILBOX_NEEDS,
  weighedBy: OWN_MAILBOX_WEIGHED_BY,
  evaluate(facts) {
    const own = ownMailbox(facts)
    if ('stop' in own) return own.stop
    const { sender, mailbox, severity } = own
    const method = methodOf(mailbox, sender)
    if (!method) {
      return undetermined('senderMailbox', 'the mailbox or the record of the sender has no outgoing delivery method')
    }
    const name = nameOf(method.value)
    const evidence = [{ label: 'deliveryMethod', value: name }] as const
    if (method.asWanted) return ok(...evidence)
    return {
      outcome: 'problem',
      severity,
      message: {
        key: 'checks.deliveryMethod.problem',
        args: { sender: sender.name, method: name, channel: facts.mailSettings.channel },
      },
      evidence,
      guide: 'deliveryMethod',
      links: { mailboxId: mailbox.id },
    }
  },
})

/** The labels of mailbox.outgoingemaildeliverymethod, as on the form. */
function nameOf(method: DeliveryMethod): string {
  const names = ['None', 'Microsoft Dynamics 365 for Outlook', 'Server-Side Synchronization or Email Router']
  return names[method] ?? String(method)
}
