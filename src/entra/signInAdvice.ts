/** Codes of our own, for a managed identity that got no token. */
export const IDENTITY_REFUSED = 'managed_identity_refused'
export const IDENTITY_UNREACHABLE = 'managed_identity_unreachable'

const SECRETS = 'Entra, App registrations, Certificates & secrets'
const UNTRUSTED =
  'the app registration does not trust the managed identity: its federated credential is missing, or names another issuer, subject or audience. Run "npm run provision -- azure", which creates it, and try again.'
const UNREGISTERED = `the certificate of CERTIFICATE_FILE is not registered with this application, or no longer. Upload it, without its private key: ${SECRETS}, Certificates.`

/** What the operator can do about a refusal. https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const ADVICE: Readonly<Record<string, string>> = {
  AADSTS70021: UNTRUSTED,
  AADSTS70025: UNTRUSTED,
  AADSTS700211: UNTRUSTED,
  AADSTS700212: UNTRUSTED,
  AADSTS700213: UNTRUSTED,
  AADSTS700024:
    'the assertion was sent too early or too late. Check the clock of this machine, and that of the host of the managed identity.',
  AADSTS700027: UNREGISTERED,
  AADSTS1000502: `the certificate of CERTIFICATE_FILE has expired, or is not valid yet. Create a new one, upload it (${SECRETS}, Certificates), and replace the file.`,
  AADSTS7000215: `DATAVERSE_CLIENT_SECRET (else MicrosoftAppPassword) is not a secret of this application. Copy the value of one, not its id: ${SECRETS}.`,
  AADSTS7000222: `the secret has expired. Create a new one in ${SECRETS}, and put its value into DATAVERSE_CLIENT_SECRET (else MicrosoftAppPassword).`,
  AADSTS700016:
    'DATAVERSE_CLIENT_ID (else MicrosoftAppId) names no application of the tenant DATAVERSE_TENANT_ID. Copy both ids from the overview of the app registration in Entra.',
  AADSTS90002:
    'there is no tenant DATAVERSE_TENANT_ID (else MicrosoftAppTenantId). Copy "Directory (tenant) ID" from Entra, Overview.',
  AADSTS500011:
    'the tenant knows no organization with this URL. Check the url in ORGANIZATIONS, and that DATAVERSE_TENANT_ID is its tenant.',
  [IDENTITY_REFUSED]:
    'this host does not have the managed identity that MANAGED_IDENTITY_CLIENT_ID names. Assign it (in the web app: Identity, User assigned), or correct the client id.',
  [IDENTITY_UNREACHABLE]:
    'the endpoint of the managed identity does not answer. It exists on hosts in Azure only, and only if an identity is assigned to them; restart the host if it has one.',
}

const CODE = /AADSTS\d+|managed_identity_\w+/

/** By the code of a refusal, or by a sentence that has one in it; null: nothing more is known about it. */
export function adviceFor(text: string): string | null {
  const advice = ADVICE[CODE.exec(text)?.[0] ?? '']
  return advice === undefined ? null : `Check the credentials: ${advice}`
}
