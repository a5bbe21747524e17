import { mayVouch } from '../../domain/case/authorization.js'
import type { Case } from '../../domain/case/case.js'
import type { Wording } from '../wordings.js'

/** Who we think the person is; an outage is distinguished from "there is no such user". */
export function senderHints(thisCase: Case, wording: Wording): string[] {
  const organization = thisCase.target.organization?.name ?? ''
  const anyone = mayVouch(thisCase.owner) ? [wording.say('intake.sender.helpdesk')] : []
  const { person } = thisCase
  if (!person) return anyone
  if (!person.ok) {
    const why = wording.say(`why.${person.why}`)
    const lacks = person.privilege ? [wording.say('missing.lacks', { privilege: person.privilege })] : []
    return [wording.say('intake.sender.outage', { organization, why }), ...lacks, ...anyone]
  }
  if (person.value) return [wording.say('intake.sender.you', { name: person.value.name }), ...anyone]
  return mayVouch(thisCase.owner) ? anyone : [wording.say('intake.sender.notFound', { organization })]
}
