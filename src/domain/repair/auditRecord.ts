import type { AuditRecord, Case } from '../case/case.js'
import type { Plan, Value, Values, Write } from './plan.js'

type Recording = Pick<AuditRecord, 'kind' | 'token' | 'detail' | 'quotes'> & { readonly plan: Plan }

/** The permanent record of a plan: ids, role names and values, but nothing from the content of e-mails. */
export function auditRecordOf(thisCase: Case, { kind, token, plan, detail, quotes }: Recording): AuditRecord {
  return {
    kind,
    token,
    organization: thisCase.target.organization?.url ?? '',
    plan: plan.hash,
    changes: plan.writes.map(changeOf),
    ...(detail !== undefined && { detail }),
    ...(quotes && { quotes }),
  }
}

function changeOf(write: Write): string {
  switch (write.kind) {
    case 'update':
      return `${write.table} ${write.id}: ${valuesOf(write.before, write.after)}`
    case 'send':
      return `email ${write.id}: Draft → sent`
    case 'giveRole':
      return `systemuser ${write.userId}: role ${nameAndId(write)} not held → held`
    case 'takeRole':
      return `systemuser ${write.userId}: role ${nameAndId(write)} held → not held`
    case 'setPrivilege':
      return `role ${nameAndId(write)}: ${write.privilege} ${write.before ?? 'none'} → ${write.after ?? 'none'}`
    case 'createRole':
      return `role ${nameAndId(write)}: not there → there, in business unit ${write.businessUnitId}`
    case 'deleteRole':
      return `role ${nameAndId(write)}: there → not there`
  }
}

function nameAndId({ role, roleId }: { readonly role: string; readonly roleId: string }): string {
  return `${JSON.stringify(role)} (${roleId})`
}

function valuesOf(before: Values, after: Values): string {
  const text = (value: Value | undefined) => String(value ?? 'empty')
  return Object.keys(after)
    .map(column => `${column} ${text(before[column])} → ${text(after[column])}`)
    .join(', ')
}
