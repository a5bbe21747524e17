import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { understand } from '../../src/symptoms/understand.js'
import { DIAGNOSE_MESSAGE } from '../../src/teams/messageDialog.js'

const folder = new URL('../../../deploymentTemplates/teamsApp/', import.meta.url)

interface Manifest {
  readonly id: string
  readonly icons: Readonly<Record<string, string>>
  readonly bots: readonly {
    readonly botId: string
    readonly scopes: readonly string[]
    readonly commandLists: readonly { readonly commands: readonly { readonly title: string }[] }[]
  }[]
  readonly webApplicationInfo: { readonly id: string; readonly resource: string }
  readonly validDomains: readonly string[]
  readonly composeExtensions: readonly {
    readonly botId: string
    readonly commands: readonly { readonly id: string; readonly fetchTask: boolean }[]
  }[]
}

const manifest: Manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'))

describe('the Teams app', () => {
  it('offers words that the bot understands', () => {
    for (const { title } of manifest.bots
      .flatMap(({ commandLists }) => commandLists)
      .flatMap(({ commands }) => commands)) {
      assert.notEqual(understand(title).command, null, title)
    }
  })

  it('has the message menu entry that the bot answers', () => {
    const [command] = manifest.composeExtensions.flatMap(({ commands }) => commands)
    assert.deepEqual([command?.id, command?.fetchTask], [DIAGNOSE_MESSAGE.command, true])
  })

  it('has single sign-on for the application of the bot, and lets its windows open', () => {
    const { id, resource } = manifest.webApplicationInfo
    assert.deepEqual([id, resource], [manifest.bots[0]?.botId, `api://botid-${id}`])
    assert.ok(manifest.validDomains.includes('token.botframework.com'))
  })

  it('has a personal chat, which single sign-on needs', () => {
    for (const { scopes } of manifest.bots) assert.ok(scopes.includes('personal'))
  })

  it('has icons of the sizes that Teams asks for', () => {
    for (const [name, size] of [
      ['color', 192],
      ['outline', 32],
    ] as const) {
      const png = readFileSync(new URL(manifest.icons[name] ?? '', folder))
      assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [size, size])
    }
  })
})
