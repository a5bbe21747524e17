import { z } from 'zod'
import { jsonOrNull } from '../../app/ports/jsonOrNull.js'

const claimsSchema = z.looseObject({
  upn: z.string().optional(),
  unique_name: z.string().optional(),
  oid: z.string().optional(),
  tid: z.string().optional(),
})

/** What a token says of the person, who got it themselves: the service that it is for decides whether it is true. */
export interface TokenClaims {
  /** The name that the person signs in with; null: the token does not say. */
  readonly who: string | null
  /** Entra object id, in lower case; null: the token does not say. */
  readonly objectId: string | null
  /** Of the token, in lower case; null: the token does not say. */
  readonly tenantId: string | null
}

export function claimsIn(token: string): TokenClaims {
  const found = claimsSchema.safeParse(jsonOrNull(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()))
  const { upn, unique_name: uniqueName, oid, tid } = found.success ? found.data : {}
  return { who: upn ?? uniqueName ?? null, objectId: oid?.toLowerCase() ?? null, tenantId: tid?.toLowerCase() ?? null }
}
