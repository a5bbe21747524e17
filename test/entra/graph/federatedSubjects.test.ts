import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { wantedCredentials } from '../../../src/entra/graph/federatedSubjects.js'

/** A GUID and the same bytes as .NET writes them: https://learn.microsoft.com/azure/bot-service/bot-builder-authentication-federated-credential */
const TENANT = '5b404cf4-a79d-4cfe-b866-24bf8e1a4921'
const TENANT_BYTES = '9ExAW52n_ky4ZiS_jhpJIQ'

describe('the credentials that the application trusts', () => {
  it('have the tenant in the subject of the token store as .NET writes it', () => {
    const [wanted] = wantedCredentials({ tenantId: TENANT, identityId: null, signInId: 'an-id' })
    assert.equal(wanted?.subject, `/eid1/c/pub/t/${TENANT_BYTES}/a/9ExAW52n_ky4ZiS_jhpJIQ/an-id`)
  })

  it('are only those that are asked for', () => {
    assert.deepEqual(wantedCredentials({ tenantId: TENANT, identityId: null }), [])
    const [wanted] = wantedCredentials({ tenantId: TENANT, identity: 'client-id', identityId: 'object-id' })
    assert.deepEqual([wanted?.id, wanted?.subject], ['identity', 'object-id'])
  })
})
