import { readdirSync, readFileSync } from 'node:fs'
import { zipOf } from './zip.js'

/** What an operator's Teams app differs in from the one in the repository. */
export interface TeamsApp {
  /** Application id of the bot. */
  readonly appId: string
  /** The bot's host, without https:// and without a path. */
  readonly host: string
  /** Id of the app in Teams; default: the application id. */
  readonly teamsAppId?: string
  /** Semantic version. Teams takes a package as an update only if this is another one than before. */
  readonly version: string
  /** The name that people see, at most 30 characters; default: that of the manifest. */
  readonly name?: string
}

/** What stands in the manifest for the operator's own. */
const ANY_ID = '00000000-0000-0000-0000-000000000000'
const ANY_HOST = 'pending-send.example'

const SHORT_NAME = 'name.short'

/** The zip to upload to Teams, from the files in `folder`. */
export function teamsPackage(folder: URL, app: TeamsApp): Uint8Array {
  const read = (name: string) => readFileSync(new URL(name, folder))
  const strings = languageFiles(folder)
  const manifest = manifestOf(read('manifest.json').toString(), app, Object.keys(strings))
  const named = (text: string) => (app.name ? { ...JSON.parse(text), [SHORT_NAME]: app.name } : JSON.parse(text))
  return zipOf(
    new Map([
      ['manifest.json', json(manifest)],
      ...['color.png', 'outline.png'].map(icon => [icon, read(icon)] as const),
      ...Object.values(strings).map(file => [file, json(named(read(file).toString()))] as const),
    ]),
  )
}

/** The files with the strings of the app, by language; a new language is a new file. */
function languageFiles(folder: URL): Readonly<Record<string, string>> {
  const files = readdirSync(new URL('localization/', folder)).filter(name => name.endsWith('.json'))
  return Object.fromEntries(files.toSorted().map(name => [name.replace(/\.json$/, ''), `localization/${name}`]))
}

function manifestOf(text: string, app: TeamsApp, languages: readonly string[]): object {
  const manifest = JSON.parse(text.replaceAll(ANY_ID, app.appId).replaceAll(ANY_HOST, app.host))
  const { defaultLanguageTag } = manifest.localizationInfo
  const additionalLanguages = languages
    .filter(language => language !== defaultLanguageTag)
    .map(languageTag => ({ languageTag, file: `localization/${languageTag}.json` }))
  return {
    ...manifest,
    id: app.teamsAppId ?? app.appId,
    version: app.version,
    localizationInfo: { ...manifest.localizationInfo, ...(additionalLanguages.length > 0 && { additionalLanguages }) },
    ...(app.name && { name: { ...manifest.name, short: app.name } }),
  }
}

function json(value: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)
}
