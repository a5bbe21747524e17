import { SENDS } from '../domain/diagnosis/mailboxRules.js'
import { defineRemedy } from '../domain/repair/remedy.js'
import { mailboxSettingPlan } from './mailboxSetting.js'

/** Sets mailbox.outgoingemaildeliverymethod to "Server-Side Synchronization or Email Router"; the user's or queue's own column follows. */
export const deliveryMethod = defineRemedy({
  id: 'deliveryMethod',
  cures: ['deliveryMethod'],
  decides: 'administrator',
  releasesMail: true,
  emptyMeans: 'done',
  needs: ['mailbox'],
  plan({ parties }, { mailbox }) {
    return mailboxSettingPlan(parties, mailbox, {
      way: 'setDeliveryMethod',
      column: 'outgoingemaildeliverymethod',
      value: SENDS,
    })
  },
})
