import { mayVouch } from '../../domain/case/authorization.js'
import type { Case } from '../../domain/case/case.js'
import type { Wording } from '../wordings.js'

/** Who we take the person for; an outage is told apart from "there is no such user". */
export function senderHints(c: Case, wording: Wording): string[] {
  const organization = c.target.organization?.name ?? ''
  const anyone = mayVouch(c.owner) ? [wording.say('intake.sender.helpdesk')] : []
  const { person } = c
  if (!person) return anyone
  if (!person.ok) {
    const why = wording.say(`why.${person.why}`)
    const lacks = person.privilege ? [wording.say('missing.lacks', { privilege: person.privilege })] : []
    return [wording.say('intake.sender.outage', { organization, why }), ...lacks, ...anyone]
  }
  if (person.value) return [wording.say('intake.sender.you', { name: person.value.name }), ...anyone]
  return mayVouch(c.owner) ? anyone : [wording.say('intake.sender.notFound', { organization })]
}
