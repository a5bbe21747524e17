/** An error in Dataverse's own shape: {"error": {"code", "message"}}. Codes: Web service error codes, learn.microsoft.com. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }

  get body(): string {
    return JSON.stringify({ error: { code: this.code, message: this.message } })
  }
}

export const notFound = (table: string, id: string) =>
  new Refusal(404, '0x80040217', `${table} With Id = ${id} Does Not Exist`)
export const noSegment = (segment: string) =>
  new Refusal(404, '0x80060888', `Resource not found for the segment '${segment}'.`)
export const noProperty = (property: string, schemaName: string) =>
  new Refusal(
    400,
    '0x80060888',
    `Could not find a property named '${property}' on type 'Microsoft.Dynamics.CRM.${schemaName}'.`,
  )
/** Dataverse would answer this; the simulator cannot. */
export const notSimulated = (what: string) => new Refusal(501, '', `${what} is not simulated.`)
export const badRequest = (message: string) => new Refusal(400, '0x80060888', message)
/** `trusted`: says whose tokens the organization takes, and for which address. */
export const unauthorized = (trusted?: { readonly tenantId: string; readonly url: string }) =>
  new Refusal(401, '0x80040220', 'The user is not authenticated.', {
    'WWW-Authenticate': trusted
      ? `Bearer authorization_uri=https://login.microsoftonline.com/${trusted.tenantId}/oauth2/authorize, resource_id=${trusted.url}/`
      : 'Bearer',
  })
