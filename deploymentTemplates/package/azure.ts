/** `npm run package:azure`: bundles the bot and writes what App Service runs. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { azurePackage } from './azurePackage.js'
import { zipOf } from './zip.js'

const USAGE = `Usage: npm run package:azure [-- --out FILE | --unpacked]

  --out FILE  where to write the zip; default: dist/pending-send-azure.zip
  --unpacked  writes the files to dist/azure instead, for tools that pack a folder themselves
  --help      prints this`

const OPTIONS = {
  out: { type: 'string', default: 'dist/pending-send-azure.zip' },
  unpacked: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

const NEXT = 'Deploy it as deploymentTemplates/azure/README.md says: az webapp deploy.'

/** As in sysexits.h. */
const WRONG_USAGE = 64
const FAILED = 70
const PROJECT = fileURLToPath(new URL('../../../', import.meta.url))
/** Always there: what was in it before is removed. */
const UNPACKED = join(PROJECT, 'dist/azure')

function parsed() {
  try {
    return parseArgs({ options: OPTIONS }).values
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}\n`)
    process.exit(WRONG_USAGE)
  }
}

/** Beside dist/src, so that source maps lead from the one to our sources as they do from the other, whose files stay as they are. */
function bundled<T>(work: (bundle: string) => T): T {
  const folder = mkdtempSync(join(PROJECT, `dist/azure-${process.pid}-`))
  try {
    const { status } = spawnSync(process.execPath, ['.bundle.mjs', folder], { cwd: PROJECT, stdio: 'inherit' })
    if (status !== 0) process.exit(FAILED)
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function write(file: string, content: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

const { out, unpacked, help } = parsed()
if (help) process.stdout.write(`${USAGE}\n`)
else {
  const files = bundled(bundle => azurePackage({ project: PROJECT, bundle }))
  if (unpacked) {
    rmSync(UNPACKED, { recursive: true, force: true })
    for (const [name, content] of files) write(join(UNPACKED, name), content)
    process.stdout.write('dist/azure is written.\n')
  } else {
    write(out, zipOf(files))
    process.stdout.write(`${out} is written. ${NEXT}\n`)
  }
}
