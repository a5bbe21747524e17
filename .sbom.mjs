/**
 * Prints a software bill of materials of what is shipped, from the lock alone. `npm sbom --omit=dev` would leave out what
 * a development dependency needs, too (npm 11.19: `:not(.dev)` looks at whoever depends on a package), so npm gets a
 * folder that has no development dependencies.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const { devDependencies: _, ...project } = JSON.parse(readFileSync('package.json', 'utf8'))
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const { devDependencies: __, ...root } = lock.packages['']
const shipped = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && !dev)
const packages = Object.fromEntries([['', root], ...shipped])

const folder = mkdtempSync(join(tmpdir(), 'pending-send-'))
try {
  const files = { 'package.json': project, 'package-lock.json': { ...lock, packages } }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content))
  const args = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application']
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' })
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
