import { APPROVED } from '../domain/diagnosis/mailboxRules.js'
import { defineRemedy } from '../domain/repair/remedy.js'
import { mailboxSettingPlan } from './mailboxSetting.js'

/**
 * "Approve Email": sets mailbox.emailrouteraccessapproval to Approved. For Exchange Online this takes an Exchange or Global
 * administrator who is also a System Administrator, or the role Delegated Mailbox Approver (0x8005E232).
 * https://learn.microsoft.com/power-platform/admin/connect-exchange-online#approve-mailboxes
 */
export const approveAddress = defineRemedy({
  id: 'approveAddress',
  cures: ['mailboxNotApproved'],
  decides: 'either',
  releasesMail: true,
  needs: ['mailbox'],
  plan({ parties }, { mailbox }) {
    return mailboxSettingPlan(parties, mailbox, {
      way: 'approveAddress',
      column: 'emailrouteraccessapproval',
      value: APPROVED,
    })
  },
})
