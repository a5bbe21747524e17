import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { compiled, runProgram } from '../../tools/program.js'
import { LocalAdapter } from './localAdapter.js'

const root = compiled('..')
/** What a build needs, and the adapter that replaces the one that ships. */
const NEEDED = ['.bundle.mjs', 'package.json', 'src', 'cards', 'test/teams/agents']
/** The only sources that know botbuilder. */
const OF_BOTBUILDER = ['src/teams/adapter.ts', 'src/teams/posting/connectorClient.ts']

/** As seen from src/teams. */
const LOCAL_ADAPTER = '../../test/teams/agents/localAdapter.js'

/** Builds the bot into this folder, from the sources without those of botbuilder. Returns the folder of the build. */
export async function buildOnAgents(folder: string): Promise<string> {
  for (const name of NEEDED) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await cp(join(root, name), join(folder, name), { recursive: true })
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const name of OF_BOTBUILDER) await rm(join(folder, name))
  const replaced = `export { ${LocalAdapter.name} as TeamsAdapter } from ${JSON.stringify(LOCAL_ADAPTER)}\n`
  await writeFile(join(folder, 'src/teams/adapter.ts'), replaced)
  return build(folder, join(folder, 'dist/src'))
}

/** Builds the bot as it ships into this folder. */
export const buildAsShipped = (folder: string) => build(root, folder)

async function build(from: string, to: string): Promise<string> {
  const { code, stdout, stderr } = await runProgram(['.bundle.mjs', to], { cwd: from })
  if (code !== 0) throw new Error(`It could not be built: ${stdout}${stderr}`)
  return to
}

/** The text of all scripts in the folder of a build. */
export async function scriptsIn(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.js'))
  return (await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')))).join('\n')
}
