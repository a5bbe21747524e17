import type { Deviation, Step } from '../../app/ports/provisioning.js'
import type { PrivilegeList } from '../../dataverse/provision/privilegeList.js'
import { plain } from '../../domain/parsedMessage.js'
import type { LeftStep } from './carryOut.js'

export function deviationsText(deviations: readonly Deviation[]): string {
  if (deviations.length === 0) return 'Everything is in order.'
  return deviations.map(({ kind, text }) => `${kind}: ${plain(text)}`).join('\n')
}

export function dryRunText(steps: readonly Step[]): string {
  if (steps.length === 0) return 'There is nothing to write.'
  const lines = steps.map(({ does, request }) => `- ${plain(does)}\n    ${request.method} ${request.path}`)
  return `Nothing was written. A run without --dry-run would:\n${lines.join('\n')}`
}

/** What somebody else has to do, in order. */
export function leftText(left: readonly LeftStep[]): string {
  const parts = left.map(({ step, why }) => {
    const ways = step.byHand.map(way => `    ${way}`).join('\n')
    return `- ${plain(step.does)} (${plain(why)}):\n${ways}`
  })
  return `Somebody who may do it has to:\n${parts.join('\n')}`
}

/** As Markdown, for the README of the role, too. */
export function privilegesText({ privileges }: PrivilegeList): string {
  const rows = privileges.map(({ name, why, facts, checks, onlineOnly }) => {
    const ids = (checks.length > 0 ? checks : facts).map(id => `\`${id}\``).join(', ')
    const lost = checks.length > 0 ? ids : `none; only details are missing: ${ids}`
    return `| \`${name}\` | ${why}${onlineOnly ? ' (online only)' : ''} | ${lost} |`
  })
  return ['| privilege | why | undetermined without it |', '|---|---|---|', ...rows].join('\n')
}
