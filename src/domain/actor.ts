/** Who acts: taken from the verified sender of an activity, never from a card. */
export interface Actor {
  readonly channelId: string
  /** Stable id of the person in the channel. */
  readonly id: string
  readonly name: string
  /** Entra tenant; null where the channel does not verify it. */
  readonly tenantId: string | null
  /** Entra object id; null where the channel does not verify it, or gives a malformed one. */
  readonly aadObjectId: string | null
  readonly helpdesk: boolean
}

/** What tells one person from every other. */
export type Identity = Pick<Actor, 'channelId' | 'id' | 'tenantId' | 'aadObjectId'>

/** Tenant and object id where the channel verifies them, else the channel and its own id: the same id elsewhere is somebody else. */
export function identityOf({ channelId, id, tenantId, aadObjectId }: Identity): string {
  const verified = tenantId && aadObjectId
  return JSON.stringify(
    verified ? ['entra', tenantId.toLowerCase(), aadObjectId.toLowerCase()] : ['channel', channelId, id],
  )
}

export function isSamePerson(a: Identity, b: Identity): boolean {
  return identityOf(a) === identityOf(b)
}

/** Who agreed to something, and through which channel their token is found. */
export interface Signer {
  readonly actor: Actor
  readonly channelId: string
}

/** The acting person as a user of the organization. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly address: string | null
}

export interface Candidate {
  readonly id: string
  readonly name: string
  readonly kind: 'user' | 'queue'
}

/**
 * `lookAlike`: what was pasted speaks of something else; check all the same? `whichAddress`: several were typed at once.
 * `errorText`: the text itself, from somebody who has one.
 */
export type Question =
  | 'lookAlike'
  | 'whichAddress'
  | 'symptom'
  | 'errorText'
  | 'organization'
  | 'sender'
  | 'whichSender'
  | 'routerAccount'
