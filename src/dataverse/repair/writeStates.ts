import type { Fact } from '../../domain/diagnosis/facts.js'
import type { Values, Write } from '../../domain/repair/plan.js'
import type { WriteState } from '../../domain/repair/repair.js'
import { type Query, type ReadContext, readEach } from '../facts/factQuestions.js'
import { text } from '../facts/rowFields.js'
import type { ReadPrivilege } from '../facts/sight.js'
import { odataGuid } from '../http/literals.js'
import { type Json, NOT_THERE, rowsOf } from '../http/responses.js'
import * as repairQueries from './repairQueries.js'
import { depthIn } from './rolesAround.js'

/** The current state of what each write changes, in one $batch and bypassing every cache. */
export async function statesOf(writes: readonly Write[], reading: ReadContext): Promise<Fact<readonly WriteState[]>> {
  const asked = writes.map(write => {
    const privilege = readsFor(write)
    return {
      question: stateOf(write),
      privilege,
      whole: (state: WriteState) => (isSeen(write, state) ? [] : [privilege]),
    }
  })
  const states: WriteState[] = []
  for (const fact of await readEach(asked, { ...reading, call: { ...reading.call, strong: true } })) {
    if (!fact.ok) return fact
    states.push(fact.value)
  }
  return { ok: true, value: states, at: reading.now }
}

/** The privilege that reading a write's state needs. */
function readsFor(write: Write): ReadPrivilege {
  if (write.kind === 'send') return OF_ROW.email
  return write.kind === 'update' ? OF_ROW[write.table] : 'prvReadRole'
}

const OF_ROW = {
  usersettings: 'prvReadUserSettings',
  email: 'prvReadActivity',
  mailbox: 'prvReadMailbox',
  asyncoperation: 'prvReadAsyncOperation',
} as const

/** Whether the state was read from an existing row. Otherwise the row may only be hidden. */
function isSeen({ kind }: Write, { state, etag }: WriteState): boolean {
  switch (kind) {
    case 'update':
    case 'send':
      return etag !== null
    case 'giveRole':
    case 'createRole':
      return state === 'after'
    case 'takeRole':
    case 'deleteRole':
      return state === 'before'
    case 'setPrivilege':
      return false
  }
}

function stateOf(write: Write): Query<WriteState> {
  switch (write.kind) {
    case 'update':
      return { paths: [rowOf(write)], mayBeGone: true, read: ([row]) => stateOfRow(write, row) }
    case 'send':
      return { paths: [draftOf(write)], mayBeGone: true, read: ([row]) => stateOfDraft(write, row) }
    case 'giveRole':
    case 'takeRole':
      return {
        paths: [repairQueries.roleHeldBy(write.userId, write.roleId)],
        read: ([held]) => madeIf(rowsOf(held).length > 0 === (write.kind === 'giveRole')),
      }
    case 'setPrivilege':
      return {
        paths: [repairQueries.privilegesOf(write.roleId)],
        mayBeGone: true,
        read: ([carried]) => stateOfPrivilege(write, carried),
      }
    case 'createRole':
    case 'deleteRole':
      return {
        paths: [repairQueries.roleById(write.roleId)],
        read: ([found]) => madeIf(rowsOf(found).length > 0 === (write.kind === 'createRole')),
      }
  }
}

function madeIf(made: boolean): WriteState {
  return { state: made ? 'after' : 'before', etag: null }
}

type Update = Extract<Write, { kind: 'update' }>

const SETS: Readonly<Record<Update['table'], string>> = {
  usersettings: 'usersettingscollection',
  email: 'emails',
  mailbox: 'mailboxes',
  asyncoperation: 'asyncoperations',
}

/** The path of the row that an update changes. */
export function addressOf({ table, id }: Update): string {
  return `${SETS[table]}(${odataGuid(id)})`
}

function rowOf(write: Update): string {
  return `${addressOf(write)}?$select=${Object.keys(write.before).join(',')}`
}

/** Whether it makes an e-mail a draft that a later write of the same plan sends. */
export function isToBeSent({ table, settles }: Update): boolean {
  return table === 'email' && settles === true
}

function stateOfRow(write: Update, row: Json = NOT_THERE): WriteState {
  const { before, after } = write
  if (row === NOT_THERE) return { state: 'other', etag: null }
  // An e-mail that was set back to Draft may have been sent since.
  const isPast = holds(row, after) || isToBeSent(write)
  return { state: holds(row, before) ? 'before' : isPast ? 'after' : 'other', etag: text(row['@odata.etag']) }
}

function holds(row: Json, values: Values): boolean {
  return Object.entries(values).every(([column, value]) => (row[column] ?? null) === value)
}

function draftOf({ id, before, first }: Extract<Write, { kind: 'send' }>): string {
  return `emails(${odataGuid(id)})?$select=${Object.keys({ ...before, ...first }).join(',')}`
}

/**
 * An e-mail that was sent is on its way: it is never sent twice. A draft that was changed is not what the person saw; where
 * the plan itself makes it a draft, that write checks the version.
 */
function stateOfDraft({ etag, before, first }: Extract<Write, { kind: 'send' }>, row: Json = NOT_THERE): WriteState {
  if (row === NOT_THERE) return { state: 'other', etag: null }
  const found = text(row['@odata.etag'])
  if (first !== undefined && (holds(row, before) || holds(row, first))) return { state: 'before', etag: found }
  if (!holds(row, before)) return { state: 'after', etag: found }
  return { state: found === etag ? 'before' : 'other', etag: found }
}

/** A missing role carries nothing: the same plan may create or delete it. */
function stateOfPrivilege(
  { privilegeId, before, after }: Extract<Write, { kind: 'setPrivilege' }>,
  carried: Json = NOT_THERE,
): WriteState {
  const depth = carried === NOT_THERE ? null : depthIn(rowsOf({ value: carried.RolePrivileges }), privilegeId)
  if (depth === after) return { state: 'after', etag: null }
  return { state: depth === before ? 'before' : 'other', etag: null }
}
