import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the zip's parts come from. */
export interface AzureSources {
  /** The project. */
  readonly project: string
  /** What `.bundle.mjs` made: all of the bot, with the packages that it uses. */
  readonly bundle: string
}

/** What the bot reads there; whatever else lies in that folder of somebody's machine stays there. */
const CARD = /^(?:[\w-]+\/)+[\w-]+\.(?:json|png)$/

/** The files that App Service runs, by their paths: they need Node.js, and nothing else. */
export function azurePackage({ project, bundle }: AzureSources): ReadonlyMap<string, Uint8Array> {
  return new Map([
    ['package.json', packageFile(readFileSync(join(project, 'package.json'), 'utf8'))],
    ...filesIn(join(project, 'cards'), 'cards').filter(([name]) => CARD.test(name)),
    ...filesIn(bundle, 'dist/src'),
  ])
}

/** What is left of package.json: how to start it. Everything that npm could install is in the bundle. */
function packageFile(text: string): Uint8Array {
  const { name, version, license, type, engines, scripts } = JSON.parse(text)
  const kept = { name, version, license, private: true, type, engines, scripts: { start: scripts.start } }
  return new TextEncoder().encode(`${JSON.stringify(kept, null, 2)}\n`)
}

function filesIn(folder: string, path: string): readonly (readonly [name: string, content: Uint8Array])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => {
      const file = join(parentPath, name)
      const inside = file.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, '')
      return [`${path}/${inside}`, readFileSync(file)] as const
    })
}
