import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Ajv, type ValidateFunction } from 'ajv'
import { understand } from '../../src/symptoms/understand.js'
import { DIAGNOSE_MESSAGE } from '../../src/teams/messageDialog.js'

const root = new URL('../../../', import.meta.url)
const folder = new URL('deploymentTemplates/teamsApp/', root)

const jsonAt = (path: string, base = folder) => JSON.parse(readFileSync(new URL(path, base), 'utf8'))

interface Command {
  readonly title: string
  readonly description: string
  readonly prompt?: string
}

interface CommandList {
  readonly scopes: readonly string[]
  readonly triggers?: readonly string[]
  readonly commands: readonly Command[]
}

interface Manifest {
  readonly $schema: string
  readonly manifestVersion: string
  readonly id: string
  readonly localizationInfo: { readonly defaultLanguageTag: string; readonly defaultLanguageFile: string }
  readonly icons: Readonly<Record<string, string>>
  readonly bots: readonly {
    readonly botId: string
    readonly scopes: readonly string[]
    readonly supportsTargetedMessages: boolean
    readonly commandLists: readonly CommandList[]
  }[]
  readonly copilotAgents: { readonly customEngineAgents: readonly { readonly id: string; readonly type: string }[] }
  readonly webApplicationInfo: { readonly id: string; readonly resource: string }
  readonly validDomains: readonly string[]
  readonly composeExtensions: readonly {
    readonly botId: string
    readonly commands: readonly { readonly id: string; readonly fetchTask: boolean }[]
  }[]
}

const manifest: Manifest = jsonAt('manifest.json')
const [bot] = manifest.bots
const languages = readdirSync(new URL('localization/', folder))

/** draft-04, of which these two use nothing that later drafts lack. */
function validator(name: string): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { uri: (text: string) => URL.canParse(text) } })
  return ajv.compile(jsonAt(`test/fixtures/schemas/${name}.json`, root))
}

const isManifest = validator('teamsManifest')
const isLanguage = validator('teamsLocalization')

/** Every string that Teams can show in another language, by its path. */
function stringsIn(value: unknown, path = ''): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((item, at) => stringsIn(item, `${path}[${at}]`))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, part]) => stringsIn(part, path ? `${path}.${name}` : name))
  }
  const isShown = /^(?:name|description)\.|\.commands\[\d+\]\.(?:title|description|prompt)$/.test(path)
  return isShown && typeof value === 'string' ? [[path, value]] : []
}

describe('the Teams app', () => {
  it('is as the newest schema says', () => {
    assert.ok(isManifest(manifest), JSON.stringify(isManifest.errors))
    assert.equal(
      manifest.$schema,
      `https://developer.microsoft.com/json-schemas/teams/v${manifest.manifestVersion}/MicrosoftTeams.schema.json`,
    )
  })

  it('would not pass with a property that Teams does not know, a long name, or an id that is none', () => {
    const wrong = [
      { ...manifest, unknown: true },
      { ...manifest, name: { short: 'x'.repeat(31) } },
      { ...manifest, id: 'an id' },
      { ...manifest, bots: [{ ...bot, scopes: ['everywhere'] }] },
      { ...manifest, bots: [{ ...bot, supportsTargetedMessages: 'yes' }] },
      { ...manifest, bots: [{ ...bot, commandLists: [{ ...bot?.commandLists[0], triggers: ['shout'] }] }] },
    ]
    for (const other of wrong) assert.equal(isManifest(other), false, JSON.stringify(other))
  })

  it('is in personal chats, which single sign-on needs, in group chats, in teams and in Microsoft 365 Copilot', () => {
    assert.deepEqual(bot?.scopes, ['personal', 'team', 'groupChat', 'copilot'])
    assert.deepEqual(
      manifest.copilotAgents.customEngineAgents.map(({ id, type }) => [id, type]),
      [[bot?.botId, 'bot']],
    )
  })

  it('has commands, each with a description, in every scope', () => {
    const lists = bot?.commandLists ?? []
    assert.deepEqual(
      lists.flatMap(({ scopes }) => scopes),
      bot?.scopes,
    )
    for (const { description } of lists.flatMap(({ commands }) => commands)) assert.match(description, /\w/)
  })

  it('has slash commands where others read along, since nobody else sees those', () => {
    assert.equal(bot?.supportsTargetedMessages, true)
    const withSlash = bot.commandLists.filter(({ triggers }) => triggers?.includes('slash'))
    assert.deepEqual(
      withSlash.map(({ scopes, triggers }) => [scopes, triggers]),
      [
        [
          ['team', 'groupChat'],
          ['mention', 'slash'],
        ],
      ],
    )
  })

  it('has the words of the helpdesk wherever it works', () => {
    for (const { scopes, commands } of bot?.commandLists ?? []) {
      const titles = commands.map(({ title }) => title)
      const isOffered = !scopes.includes('copilot')
      for (const word of ['triage', 'check']) assert.equal(titles.includes(word), isOffered, `${scopes}: ${word}`)
    }
  })

  it('offers words that the bot understands, in every language', () => {
    for (const file of languages) {
      const strings: Record<string, string> = jsonAt(`localization/${file}`)
      const words = Object.entries(strings).filter(([path]) => /^bots.*(?:title|prompt)$/.test(path))
      assert.ok(words.length > 0, file)
      for (const [path, word] of words) assert.notEqual(understand(word).command, null, `${file}: ${path}`)
    }
  })

  it('has the strings of its default language in the manifest, and the same ones in every language', () => {
    const { defaultLanguageTag, defaultLanguageFile } = manifest.localizationInfo
    assert.equal(defaultLanguageFile, `localization/${defaultLanguageTag}.json`)
    const strings: Record<string, string> = jsonAt(defaultLanguageFile)
    assert.deepEqual(strings, { $schema: strings.$schema, ...Object.fromEntries(stringsIn(manifest)) })
    for (const file of languages) {
      const language: object = jsonAt(`localization/${file}`)
      assert.ok(isLanguage(language), `${file}: ${JSON.stringify(isLanguage.errors)}`)
      assert.deepEqual(Object.keys(language), Object.keys(strings), file)
    }
  })

  it('has the message menu entry that the bot answers', () => {
    const [command] = manifest.composeExtensions.flatMap(({ commands }) => commands)
    assert.deepEqual([command?.id, command?.fetchTask], [DIAGNOSE_MESSAGE.command, true])
  })

  it('has single sign-on for the application of the bot, and lets its windows open', () => {
    const { id, resource } = manifest.webApplicationInfo
    assert.deepEqual([id, resource], [bot?.botId, `api://botid-${id}`])
    assert.ok(manifest.validDomains.includes('token.botframework.com'))
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
