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

/** What distinguishes one person from every other. */
export type Identity = Pick<Actor, 'channelId' | 'id' | 'tenantId' | 'aadObjectId'>

/** Tenant and object id where the channel verifies them; otherwise the channel and its own id, since the same id in another channel is another person. */
export function identityOf({ channelId, id, tenantId, aadObjectId }: Identity): string {
  const verified = tenantId && aadObjectId
  return JSON.stringify(
    verified ? ['entra', tenantId.toLowerCase(), aadObjectId.toLowerCase()] : ['channel', channelId, id],
  )
}

export function isSamePerson(person: Identity, other: Identity): boolean {
  return identityOf(person) === identityOf(other)
}

/** Who agreed to something, and the channel through which their token is found. */
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
 * `lookAlike`: the pasted text is about another problem; run the checks anyway? `whichAddress`: several addresses were typed
 * at once. `errorText`: the text itself, from somebody who has one.
 */
export type Question =
  | 'lookAlike'
  | 'whichAddress'
  | 'symptom'
  | 'errorText'
  | 'organization'
  | 'sender'
  | 'whichSender'
  | 'actingAccount'
