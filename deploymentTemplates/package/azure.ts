/** `npm run package:azure`: bundles the bot and writes what App Service runs. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EXIT } from '../../src/cli/exit.js'
import { azurePackage } from './azurePackage.js'
import { runScript, writeInto } from './script.js'
import { zipOf } from './zip.js'

const usage = `Usage: npm run package:azure [-- --out FILE | --unpacked]

  --out FILE  where to write the zip; default: dist/pending-send-azure.zip
  --unpacked  writes the files to dist/azure instead, for tools that pack a folder themselves
  --help      prints this`

const options = {
  out: { type: 'string', default: 'dist/pending-send-azure.zip' },
  unpacked: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

const NEXT = 'Deploy it as deploymentTemplates/azure/README.md says: az webapp deploy.'

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url))
/** What was in it before is removed. */
const UNPACKED = join(PROJECT, 'dist/azure')

/** In a folder as deep as dist/src, so that the paths in its source maps are right; dist/src itself stays as it is. */
function bundled<T>(work: (bundle: string) => T): T {
  const folder = mkdtempSync(join(PROJECT, `dist/azure-${process.pid}-`))
  try {
    const { status } = spawnSync(process.execPath, ['.bundle.mjs', folder], { cwd: PROJECT, stdio: 'inherit' })
    if (status !== 0) process.exit(EXIT.broken)
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

runScript({ usage, options }, ({ out, unpacked }) => {
  const files = bundled(bundle => azurePackage({ project: PROJECT, bundle }))
  if (unpacked) {
    rmSync(UNPACKED, { recursive: true, force: true })
    for (const [name, content] of files) writeInto(join(UNPACKED, name), content)
    process.stdout.write('dist/azure is written.\n')
  } else {
    writeInto(out, zipOf(files))
    process.stdout.write(`${out} is written. ${NEXT}\n`)
  }
})
