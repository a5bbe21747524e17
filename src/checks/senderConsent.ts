import { defineCheck, notApplicable, ok, undetermined } from '../domain/diagnosis/diagnosis.js'
import { sendAsPair } from '../domain/diagnosis/sendAs.js'

/** usersettings.issendasallowed of the sender, false until somebody sets it. KB 4494727, 0x8004480D. */
export const senderConsent = defineCheck({
  id: 'senderConsent',
  needs: ['senders', 'routerAccounts', 'mailSettings', 'organization', 'senderConsent'],
  evaluate({ senderConsent: given, ...sending }) {
    const pair = sendAsPair(sending)
    if (typeof pair === 'string') return notApplicable(pair)
    const { sender } = pair
    if (given === null) return undetermined('senderConsent', 'issendasallowed of the user is empty')
    const evidence = [{ label: 'sendAsAllowed', value: given ? 'on' : 'off' }] as const
    if (given) return ok(...evidence)
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: { key: 'checks.senderConsent.problem', args: { sender: sender.name } },
      evidence,
      guide: 'senderConsent',
      links: { userId: sender.id },
    }
  },
})
