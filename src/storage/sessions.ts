import type { TableClient } from '@azure/data-tables'
import type { Session, Sessions, WebPerson } from '../app/ports/web.js'
import type { RowChange } from './rowChange.js'
import { RowClient } from './rowClient.js'
import { orIfStatus, type Row, type RowKey, toJson } from './tableRows.js'

/**
 * A partition of its own, with one row for each session of the web page. Its key is a hash, so that nobody who reads the table can
 * sign in with what is in it. The row says who asks by tenant and object id, and has the name, which the page and the cases that are
 * opened there show; the token that it comes from is not kept. It says nothing of addresses, browsers and cases. Retention deletes
 * it after the session has ended.
 */
export const SESSIONS = 'sessions'

/** Several requests of one person may move the end of a session at once; those that come too late try again. */
const ATTEMPTS = 4

/** Keeps the sessions of the web page, in the table of the case store, so that any instance knows who is signed in. */
export function createSessions(table: TableClient): Sessions {
  const client = new RowClient(table)
  const read = (key: string) => client.get(keyOf(key))
  /** false: somebody else wrote or deleted it meanwhile. */
  const write = (change: RowChange) =>
    orIfStatus([404, 409, 412], () => client.commit([change]).then(() => true), false)

  return {
    async find(key, now) {
      const row = await read(key)
      const session = row && sessionIn(row)
      return session && Date.parse(session.until) > now.getTime() ? session : null
    },

    async open(key, session) {
      await client.commit([{ kind: 'insert', row: rowOf(key, session) }])
    },

    async extend(key, until) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const before = await read(key)
        // It was ended while a request was under way: signing out is not undone.
        if (!before) return
        const row = rowOf(key, { ...sessionIn(before), until })
        if (await write({ kind: 'replace', row, etag: before.etag ?? '*' })) return
      }
      // Each of the others has moved the end by itself, a moment ago.
    },

    async end(key) {
      await write({ kind: 'delete', row: keyOf(key) })
    },
  }
}

function keyOf(key: string): RowKey {
  return { partitionKey: SESSIONS, rowKey: key }
}

function rowOf(key: string, { person, since, until }: Session): Row {
  const { tenantId, aadObjectId, name } = person
  // In one form, since the ends are compared as texts.
  const times = { since: new Date(since).toISOString(), until: new Date(until).toISOString() }
  return { ...keyOf(key), person: toJson({ tenantId, aadObjectId, name }), ...times }
}

function sessionIn({ person, since, until }: Row): Session {
  return { person: JSON.parse(String(person)) as WebPerson, since: String(since), until: String(until) }
}
