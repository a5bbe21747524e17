import { combineValues } from '../domain/combineValues.js'
import { defineCheck, notApplicable, ok, undetermined } from '../domain/diagnosis/diagnosis.js'
import type { DeliveryMethod } from '../domain/diagnosis/facts.js'
import { singleOf } from '../domain/diagnosis/sendAs.js'

/** Server-Side Synchronization or Email Router: the only method whose mail the router picks up. */
const ROUTER_OR_SYNCHRONIZATION = 2

/** The outgoing method of the mailbox and of the user or queue; both have to be 2. */
export const deliveryMethod = defineCheck({
  id: 'deliveryMethod',
  needs: ['senders', 'senderMailbox'],
  evaluate({ senders, senderMailbox }) {
    const sender = singleOf(senders)
    if (!sender) return notApplicable('senderUnknown')
    const ofMailbox = senderMailbox ? [senderMailbox.deliveryMethod] : []
    const method = combineValues(ROUTER_OR_SYNCHRONIZATION, ...ofMailbox, sender.deliveryMethod)
    if (!method) {
      return undetermined('senderMailbox', 'the mailbox or the record of the sender has no outgoing delivery method')
    }
    if (method.asWanted && !senderMailbox) return undetermined('senderMailbox', 'the sender has no mailbox', 'absent')
    const name = nameOf(method.value)
    const evidence = [{ label: 'deliveryMethod', value: name }] as const
    if (method.asWanted) return ok(...evidence)
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: { key: 'checks.deliveryMethod.problem', args: { sender: sender.name, method: name } },
      evidence,
      guide: 'deliveryMethod',
      ...(senderMailbox && { links: { mailboxId: senderMailbox.id } }),
    }
  },
})

/** The labels of mailbox.outgoingemaildeliverymethod, as on the form. */
function nameOf(method: DeliveryMethod): string {
  const names = ['None', 'Microsoft Dynamics 365 for Outlook', 'Server-Side Synchronization or Email Router']
  return names[method] ?? String(method)
}
