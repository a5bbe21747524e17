/** What the service tells clients about its endpoints. */
export function metadata(tenantId: string): object {
  const base = `https://login.microsoftonline.com/${tenantId}`
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    issuer: `${base}/v2.0`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
  }
}

/** What it tells them about its host. */
export function discovery(tenantId: string): object {
  const host = 'login.microsoftonline.com'
  return {
    tenant_discovery_endpoint: `https://${host}/${tenantId}/v2.0/.well-known/openid-configuration`,
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  }
}
