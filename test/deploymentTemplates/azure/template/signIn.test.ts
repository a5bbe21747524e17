import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deploy } from './deploy.js'
import { all, found, fresh, settings } from './deployed.js'
import { faultsOf } from './faults.js'
import { template } from './files.js'

describe('the sign-in that is deployed', () => {
  it('has no sign-in where none is wanted', () => {
    assert.equal(all(fresh, 'Microsoft.BotService/botServices/connections').length, 1)
    const without = { ...fresh, signInConnection: '' }
    assert.deepEqual(all(without, 'Microsoft.BotService/botServices/connections'), [])
    assert.equal(deploy(template, without).outputs.signInUniqueIdentifier, '')
    assert.equal(settings(without).SIGN_IN_CONNECTION, '')
  })

  it('signs in with federated credentials of the same application that Teams asks for', () => {
    const { properties } = found(fresh, 'Microsoft.BotService/botServices/connections')
    const parameters = properties.parameters as readonly { readonly key: string; readonly value: string }[]
    const value = (key: string) => parameters.find(parameter => parameter.key === key)?.value
    // Aadv2WithFic
    assert.equal(properties.serviceProviderId, 'c00b44ab-5e16-c44c-af26-2fd5bc55eb18')
    assert.ok(!('clientSecret' in properties))
    assert.equal(value('TokenExchangeUrl'), `api://botid-${fresh.botAppId}`)
    assert.equal(properties.scopes, `${value('TokenExchangeUrl')}/access_as_user`)
    assert.equal(value('UniqueIdentifier'), deploy(template, fresh).outputs.signInUniqueIdentifier)
  })

  it('leaves a connection alone that was made by hand, and uses it', () => {
    const byHand = { ...fresh, signInByHand: true }
    assert.deepEqual(all(byHand, 'Microsoft.BotService/botServices/connections'), [])
    assert.equal(settings(byHand).SIGN_IN_CONNECTION, settings(fresh).SIGN_IN_CONNECTION)
    assert.deepEqual(faultsOf(template, byHand), [])
  })
})
