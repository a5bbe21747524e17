import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { understand } from '../../src/symptoms/understand.js'
import { DIAGNOSE_MESSAGE } from '../../src/teams/dialog.js'

const folder = new URL('../../../deploymentTemplates/teamsApp/', import.meta.url)

interface Manifest {
  readonly id: string
  readonly icons: Readonly<Record<string, string>>
  readonly bots: readonly {
    readonly botId: string
    readonly commandLists: readonly { readonly commands: readonly { readonly title: string }[] }[]
  }[]
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

  it('has the entry in the menu of messages that the bot answers', () => {
    const [command] = manifest.composeExtensions.flatMap(({ commands }) => commands)
    assert.deepEqual([command?.id, command?.fetchTask], [DIAGNOSE_MESSAGE.command, true])
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
