/** Who acts: taken from the verified sender of an activity, never from a card. */
export interface Actor {
  /** Stable id of the person in the channel. */
  readonly id: string
  readonly name: string
  readonly channelId: string
  /** Entra tenant id; null where the channel does not vouch for one. */
  readonly tenantId: string | null
  /** Entra object id; null where the channel does not vouch for one, or gives a malformed one. */
  readonly aadObjectId: string | null
  readonly helpdesk: boolean
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

/** `lookAlike`: what was pasted speaks of something else; check all the same? */
export type Question = 'lookAlike' | 'symptom' | 'organization' | 'sender' | 'whichSender' | 'routerAccount'
