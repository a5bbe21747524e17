import { z } from 'zod'
import type { Member } from '../../app/ports.js'
import { isGuid } from '../../domain/guid.js'

const text = z.string().nullish()

/** A member as the channel lists them; SDKs call the `objectId` of the API `aadObjectId`. */
const listed = z.looseObject({
  id: z.string().min(1),
  name: text,
  givenName: text,
  surname: text,
  objectId: text,
  aadObjectId: text,
  tenantId: text,
  userPrincipalName: text,
  userRole: text,
})

type Listed = z.infer<typeof listed>

export const membersPage = z.looseObject({
  members: z.array(z.unknown()),
  continuationToken: text,
})

/** UNCONFIRMED: all roles but `guest`, `user` and `anonymous`; owners of the team are said to be one of these. */
const OF_THE_ORGANIZATION: readonly string[] = ['user', 'owner', 'admin']

/** Longer than any name in Entra. */
const LONGEST_NAME = 256

/**
 * null: that is no member. `tenantId`: of the conversation.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context
 */
export function memberOf(value: unknown, tenantId: string | null): Member | null {
  const parsed = listed.safeParse(value)
  if (!parsed.success) return null
  const { data } = parsed
  return {
    id: data.id,
    name: nameOf(data),
    // UNCONFIRMED: whether each member has one; the documentation shows some that are none. It is the conversation's own then.
    tenantId: guidOrNull(data.tenantId) ?? guidOrNull(tenantId),
    aadObjectId: guidOrNull(data.objectId ?? data.aadObjectId),
    isGuest: isGuest(data, tenantId),
  }
}

/** The API leaves `name` out of some answers. */
function nameOf({ name, givenName, surname }: Listed): string {
  const full = [givenName, surname].filter(Boolean).join(' ')
  return (name || full).slice(0, LONGEST_NAME)
}

/**
 * Whether somebody is from elsewhere. UNCONFIRMED: that guests have the role `guest`; some were seen with `user`
 * (https://github.com/MicrosoftDocs/msteams-docs/issues/6381). So the mark in a guest's principal name counts as well, and
 * so does another tenant, which people have who take part in a shared channel.
 */
function isGuest({ userRole, userPrincipalName, tenantId }: Listed, home: string | null): boolean {
  if (userRole && !OF_THE_ORGANIZATION.includes(userRole.toLowerCase())) return true
  if (userPrincipalName?.toUpperCase().includes('#EXT#')) return true
  const theirs = guidOrNull(tenantId)
  return theirs !== null && home !== null && theirs !== home.toLowerCase()
}

function guidOrNull(id: string | null | undefined): string | null {
  return id && isGuid(id) ? id.toLowerCase() : null
}
