import { defineCheck } from '../../domain/diagnosis/check.js'
import { ok } from '../../domain/diagnosis/finding.js'

/** No user or queue has the address, or more than one has. */
export const senderUnknown = defineCheck({
  id: 'senderUnknown',
  aboutRight: true,
  needs: ['senders'],
  evaluate({ senders }) {
    const [first, ...others] = senders
    if (first && others.length === 0) {
      return ok({ label: 'sender', value: first.name, sensitive: true })
    }
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: { key: `checks.senderUnknown.${first ? 'several' : 'nobody'}`, args: { count: senders.length } },
      evidence: senders.map(({ name, id }) => ({ label: 'candidate', value: `${name} (${id})`, sensitive: true })),
      guide: 'senderUnknown',
    }
  },
})
