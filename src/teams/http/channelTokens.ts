import { decodeJwt, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import type { ChannelKeys } from './channelKeys.js'
import { isSameService } from './hosts.js'

/** The token of a request could not be verified as the channel's. The message says why, and quotes nothing from the token. */
export class Unauthorized extends Error {
  override name = 'Unauthorized'
}

/** What a token of the channel vouches for. */
export interface Voucher {
  readonly serviceUrl: string
  /** Ids of the channels whose requests the signing key may sign. */
  readonly endorsements: readonly string[]
}

const ISSUER = 'https://api.botframework.com'
const ALGORITHM = 'RS256'
/** "Industry-standard clock-skew is 5 minutes", says the page below. */
const SKEW_SECONDS = 5 * 60
const LONGEST_KEY_NAME = 200

/**
 * Verifies tokens by the rules for requests from the Bot Connector service, and by no others: a token of Entra, of the
 * emulator or of a skill is refused, whoever signed it.
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot
 */
export class ChannelTokens {
  readonly #appId: string
  readonly #keys: Pick<ChannelKeys, 'find'>

  constructor(appId: string, keys: Pick<ChannelKeys, 'find'>) {
    this.#appId = appId
    this.#keys = keys
  }

  /** Takes an Authorization header. Throws Unauthorized, or KeysUnavailable where the keys cannot be fetched. */
  async read(authorization: string | undefined): Promise<Voucher> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1]
    if (!token) throw new Unauthorized('There is no signed token')
    const channelKey = await this.#keys.find(this.#keyNamedBy(token))
    if (!channelKey) throw new Unauthorized('The channel has no key of this name')
    const { payload } = await jwtVerify(token, channelKey.key, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: this.#appId,
      clockTolerance: SKEW_SECONDS,
      requiredClaims: ['exp'],
    }).catch(cause => {
      throw new Unauthorized(`The token is no good: ${codeOf(cause)}`)
    })
    if (typeof payload.serviceurl !== 'string') throw new Unauthorized('The token names no service')
    return { serviceUrl: payload.serviceurl, endorsements: channelKey.endorsements }
  }

  /** Reads the header before it is verified: it can only pick one of the channel's own keys, or get the token refused. */
  #keyNamedBy(token: string): string {
    const { header, claims } = decode(token)
    if (header.alg !== ALGORITHM) throw new Unauthorized('The token is signed in another way')
    if (claims.iss !== ISSUER) throw new Unauthorized('The token has another issuer')
    if (claims.aud !== this.#appId) throw new Unauthorized('The token is for somebody else')
    if (typeof claims.exp !== 'number' || claims.exp + SKEW_SECONDS <= Date.now() / 1000) {
      throw new Unauthorized('The token has expired')
    }
    const { kid } = header
    if (!kid || kid.length > LONGEST_KEY_NAME) throw new Unauthorized('The token names no key')
    return kid
  }
}

/** Whether the token is one for this activity: the channel's key and address, both. */
export function vouchesFor(
  { serviceUrl, endorsements }: Voucher,
  activity: { readonly serviceUrl: string; readonly channelId: string },
): boolean {
  return isSameService(serviceUrl, activity.serviceUrl) && endorsements.includes(activity.channelId)
}

function decode(token: string): { header: ReturnType<typeof decodeProtectedHeader>; claims: JWTPayload } {
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) }
  } catch {
    throw new Unauthorized('There is no token that could be read')
  }
}

/** A code such as ERR_JWS_SIGNATURE_VERIFICATION_FAILED: jose attaches the claims to its errors. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
