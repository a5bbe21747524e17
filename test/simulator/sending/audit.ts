import { type Database, iso, type Row, type Value } from '../rows/database.js'

/** audit.action and audit.operation */
const UPDATE = 2

interface Change {
  readonly column: string
  readonly before: Value
  readonly after: Value
}

/** Who changed a row, and who did so in their name. */
export interface Author {
  readonly user: Value
  /** The real caller, where somebody acts on behalf of somebody else. */
  readonly caller?: Value
  /** The user that the audit names, if it is another one. */
  readonly audited?: Value
}

interface Recording {
  readonly written: Row
  readonly by: Author
  readonly at: Date
}

/** Records the change of an e-mail, if the organization keeps an audit. https://learn.microsoft.com/power-apps/developer/data-platform/auditing/overview */
export function recordChange(db: Database, mail: Row, { written, by, at }: Recording): void {
  if (db.table('organization').all()[0]?.isauditenabled !== true) return
  const changes = Object.entries(written)
    .map(([column, after]): Change => ({ column, before: mail[column] ?? null, after }))
    .filter(({ before, after }) => before !== after)
  if (changes.length === 0) return
  const changedAttributes = changes.map(({ column, before, after }) => ({
    logicalName: column,
    oldValue: before,
    newValue: after,
  }))
  db.table('audit').insert({
    _objectid_value: mail.activityid ?? null,
    createdon: iso(at),
    objecttypecode: 'email',
    action: UPDATE,
    operation: UPDATE,
    _userid_value: by.audited ?? by.user,
    _callinguserid_value: by.audited ? null : (by.caller ?? null),
    changedata: JSON.stringify({ changedAttributes }),
  })
}

/** The columns before and after a recorded change. */
export function detailsOf({ changedata }: Row): { readonly before: Row; readonly after: Row } {
  const { changedAttributes } = JSON.parse(String(changedata)) as { changedAttributes: readonly Recorded[] }
  const values = (which: 'oldValue' | 'newValue') =>
    Object.fromEntries(
      changedAttributes.map(one => [one.logicalName, one[which]]).filter(([, value]) => value !== null),
    )
  return { before: values('oldValue'), after: values('newValue') }
}

interface Recorded {
  readonly logicalName: string
  readonly oldValue: Value
  readonly newValue: Value
}
