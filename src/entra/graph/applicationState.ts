import { z } from 'zod'
import { type GraphClient, malformed } from './graphClient.js'

/** What the directory holds of the bot's application. */

const scopeSchema = z.looseObject({ id: z.string(), value: z.string().nullish(), isEnabled: z.boolean().nullish() })

const accessSchema = z.looseObject({
  resourceAppId: z.string(),
  resourceAccess: z.array(z.looseObject({ id: z.string(), type: z.string() })),
})

const preAuthorizedSchema = z.looseObject({ appId: z.string(), delegatedPermissionIds: z.array(z.string()) })

const applicationSchema = z.looseObject({
  // It becomes part of commands that somebody pastes in a shell.
  appId: z.guid(),
  displayName: z.string(),
  signInAudience: z.string().nullish(),
  isFallbackPublicClient: z.boolean().nullish(),
  identifierUris: z.array(z.string()),
  api: z.looseObject({
    requestedAccessTokenVersion: z.number().nullish(),
    oauth2PermissionScopes: z.array(scopeSchema),
    preAuthorizedApplications: z.array(preAuthorizedSchema),
  }),
  web: z.looseObject({ redirectUris: z.array(z.string()) }),
  requiredResourceAccess: z.array(accessSchema),
  passwordCredentials: z.array(z.looseObject({})),
  keyCredentials: z.array(z.looseObject({})).default([]),
})

const credentialSchema = z.looseObject({
  name: z.string(),
  issuer: z.string(),
  subject: z.string(),
  audiences: z.array(z.string()),
})

const grantSchema = z.looseObject({
  id: z.string(),
  consentType: z.string(),
  resourceId: z.string(),
  scope: z.string().nullish(),
})

const principalSchema = z.looseObject({ id: z.string() })

const ownersSchema = z.array(z.looseObject({ id: z.string() }))

export type AppRegistration = z.infer<typeof applicationSchema>
export type FederatedCredential = z.infer<typeof credentialSchema>
export type Grant = z.infer<typeof grantSchema>

export interface ApplicationState {
  readonly application: AppRegistration | null
  /** Object ids of those who can add a credential to it, and so sign in as the bot. */
  readonly owners: readonly string[]
  readonly credentials: readonly FederatedCredential[]
  /** Object id of the application's service principal; null: there is none. */
  readonly principalId: string | null
  /** Object id of Dynamics in this tenant; null: it has none. */
  readonly dataverseId: string | null
  /** The same of Microsoft Graph; null: nothing of it is needed. */
  readonly graphId: string | null
  readonly grants: readonly Grant[]
  /** Object id of the managed identity; null: none was named, or it was not found. */
  readonly identityId: string | null
}

export const NOTHING: ApplicationState = {
  application: null,
  owners: [],
  credentials: [],
  principalId: null,
  dataverseId: null,
  graphId: null,
  grants: [],
  identityId: null,
}

/** The one that this program creates, in any tenant. https://learn.microsoft.com/graph/api/application-upsert */
const UNIQUE_NAME = 'pending-send'
/** Dynamics CRM, the same in every tenant. */
export const DATAVERSE_APP_ID = '00000007-0000-0000-c000-000000000000'
/** Microsoft Graph, the same in every tenant. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000'

export interface Sought {
  /** Of an application that exists; undefined: the one that this program creates. */
  readonly appId?: string
  /** Client id of the managed identity; undefined: the application is to trust none. */
  readonly identity?: string
  /** Where the web page is; undefined: nobody signs in there. */
  readonly webOrigin?: string
}

/** Where an application that this program creates is addressed; or one by its application id. */
export function addressOf(appId: string | undefined): string {
  return appId === undefined ? `applications(uniqueName='${UNIQUE_NAME}')` : `applications(appId='${appId}')`
}

const COLUMNS = [
  'id,appId,displayName,signInAudience,isFallbackPublicClient,identifierUris',
  'api,web,requiredResourceAccess,passwordCredentials,keyCredentials',
].join(',')

/** Throws a GraphError. */
export async function readApplication(client: GraphClient, sought: Sought): Promise<ApplicationState> {
  const { appId, identity, webOrigin } = sought
  const [found, dataverseId, identityId, graphId] = await Promise.all([
    client.find(`${addressOf(appId)}?$select=${COLUMNS}`),
    principalOf(client, DATAVERSE_APP_ID),
    identity === undefined ? null : principalOf(client, identity),
    webOrigin === undefined ? null : principalOf(client, GRAPH_APP_ID),
  ])
  if (!found) return { ...NOTHING, dataverseId, identityId, graphId }
  const application = shaped(applicationSchema, found)
  const [owners, credentials, principalId] = await Promise.all([
    client.list(`${addressOf(application.appId)}/owners?$select=id`),
    client.list(`${addressOf(application.appId)}/federatedIdentityCredentials`),
    principalOf(client, application.appId),
  ])
  const grants = principalId ? await client.list(`servicePrincipals/${principalId}/oauth2PermissionGrants`) : []
  return {
    application,
    owners: shaped(ownersSchema, owners).map(({ id }) => id),
    credentials: shaped(z.array(credentialSchema), credentials),
    principalId,
    dataverseId,
    graphId,
    grants: shaped(z.array(grantSchema), grants),
    identityId,
  }
}

async function principalOf(client: GraphClient, appId: string): Promise<string | null> {
  const found = await client.find(`servicePrincipals(appId='${appId}')?$select=id,appId`)
  return found ? shaped(principalSchema, found).id : null
}

/** Throws a GraphError. */
function shaped<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues[0]?.path.join('.') ?? ''
  throw malformed(`look at ${where || 'the whole answer'}`)
}
