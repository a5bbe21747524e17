import { sameAddress } from '../../../domain/address.js'
import { mayAskAboutAnybody } from '../../../domain/case/authorization.js'
import type { Case, OrganizationRef } from '../../../domain/case/case.js'
import type { Located } from '../../../domain/case/phase.js'
import { singleOf } from '../../../domain/singleOf.js'
import { answerButton } from '../../parts/buttons.js'
import type { Wording } from '../../wordings.js'
import { type ChoiceFields, labels, left, MAX_CHOICES } from './choiceFields.js'

/** Asks for the organization. After an address was looked up, it lists those that have it, and marks those that could not be checked. */
export function askOrganization(thisCase: Case, wording: Wording): ChoiceFields {
  const located = locatedFor(thisCase)
  const offered = located ? offeredOf(thisCase, located) : thisCase.organizations
  const chosen = chosenOf(thisCase, located)
  const shown = firstChoices(offered, chosen)
  return {
    choices: [
      {
        ...labels('organization', wording),
        items: shown.map(one => ({ title: titleOf(one, located, wording), value: one.url })),
        chosen: chosen?.url ?? '',
        ...left(offered.length - shown.length, wording),
      },
    ],
    hints: located ? hintsOf(thisCase, located, wording) : [],
    next: answerButton(thisCase, { ask: 'organization', title: wording.say('buttons.next', {}, 'plain') }),
  }
}

/** What was found about the sender's address; null: nothing. */
function locatedFor({ located, target }: Case): Located | null {
  return located && target.sender && sameAddress(located.address, target.sender) ? located : null
}

/** If one organization knows the address, or none does, the person may mean another one, so all are offered. */
function offeredOf({ organizations }: Case, { knowing, unreached }: Located): readonly OrganizationRef[] {
  const may = [...knowing, ...unreached.map(({ url }) => url)]
  return knowing.length > 0 && may.length > 1 ? organizations.filter(({ url }) => may.includes(url)) : organizations
}

/** The person's answer, or else the only organization that knows the address; the default one if no address was typed. */
function chosenOf({ organizations, target }: Case, located: Located | null): OrganizationRef | undefined {
  if (target.organization) return target.organization
  if (target.elsewhere) return undefined
  const knowing = located ? singleOf(located.knowing) : null
  if (target.sender || target.addresses) return organizations.find(({ url }) => url === knowing)
  return organizations.length === 1 ? organizations[0] : organizations.find(one => one.default)
}

/** The first choices, with the preselected one among them. */
function firstChoices(
  all: readonly OrganizationRef[],
  preset: OrganizationRef | undefined,
): readonly OrganizationRef[] {
  const first = all.slice(0, MAX_CHOICES)
  return !preset || first.some(({ url }) => url === preset.url) ? first : [preset, ...first.slice(0, MAX_CHOICES - 1)]
}

function titleOf({ name, url }: OrganizationRef, located: Located | null, wording: Wording): string {
  const unreached = located?.unreached.some(one => one.url === url)
  return unreached ? wording.say('intake.organization.unreached', { name }, 'plain') : wording.quote(name, 'plain')
}

function hintsOf(thisCase: Case, { address, knowing, unreached }: Located, wording: Wording): string[] {
  const whose = mayAskAboutAnybody(thisCase) ? 'sender' : 'self'
  const several = knowing.length > 1 ? [wording.say('intake.organization.several', { sender: address })] : []
  const none = knowing.length === 0 ? [wording.say(`intake.organization.none.${whose}`, { sender: address })] : []
  const names = unreached.map(({ url }) => thisCase.organizations.find(one => one.url === url)?.name ?? url)
  const whys = [...new Set(unreached.map(({ why }) => wording.say(`why.${why}`)))]
  const away = { count: names.length, names: names.slice(0, MAX_NAMES).join(', '), why: whys.join('; ') }
  return [...several, ...none, ...(names.length > 0 ? [wording.say('intake.organization.away', away)] : [])]
}

const MAX_NAMES = 5
