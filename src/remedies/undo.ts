import { inverseOf, makePlan } from '../domain/repair/plan.js'
import { defineRemedy } from '../domain/repair/remedy.js'

/** Restores what the last repair changed, unless something else has changed it since. */
export const undo = defineRemedy({
  id: 'undo',
  cures: [],
  purpose: 'undo',
  decides: 'asBefore',
  releasesMail: false,
  needs: ['states'],
  plan({ applied, parties }, { states }) {
    if (!applied || applied.undone) return []
    const untouched = applied.writes.every((write, index) => {
      const state = states[index]
      if (state?.state !== 'after') return false
      return write.kind !== 'update' || state.etag === write.etag
    })
    const writes = applied.writes.toReversed().flatMap(write => inverseOf(write) ?? [])
    if (!untouched || writes.length === 0) return []
    // Deleting a role removes its privileges.
    const deleted = writes.filter(({ kind }) => kind === 'deleteRole').map(write => 'roleId' in write && write.roleId)
    const needed = writes.filter(write => write.kind !== 'setPrivilege' || !deleted.includes(write.roleId))
    const role = needed.flatMap(write => ('role' in write ? write.role : []))[0] ?? ''
    const args = { role, sender: parties.sender.name, account: parties.account?.name ?? '', of: applied.way }
    return [makePlan({ way: 'undo', writes: needed, gain: { count: 0, names: [] }, args })]
  },
})
