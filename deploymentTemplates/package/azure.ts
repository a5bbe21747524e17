/** `npm run package:azure`: bundles the bot and writes the zip that App Service runs. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { azurePackage } from './azurePackage.js'

const USAGE = `Usage: npm run package:azure [-- --out FILE]

  --out FILE  where to write the zip; default: dist/pending-send-azure.zip
  --help      prints this`

const OPTIONS = {
  out: { type: 'string', default: 'dist/pending-send-azure.zip' },
  help: { type: 'boolean' },
} as const

const NEXT = 'Deploy it as deploymentTemplates/azure/README.md says: az webapp deploy.'

/** As in sysexits.h. */
const WRONG_USAGE = 64
const FAILED = 70
const PROJECT = fileURLToPath(new URL('../../../', import.meta.url))

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
  const folder = mkdtempSync(join(PROJECT, 'dist/azure-'))
  try {
    const { status } = spawnSync(process.execPath, ['.bundle.mjs', folder], { cwd: PROJECT, stdio: 'inherit' })
    if (status !== 0) process.exit(FAILED)
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const { out, help } = parsed()
if (help) process.stdout.write(`${USAGE}\n`)
else {
  const zip = bundled(bundle => azurePackage({ project: PROJECT, bundle }))
  mkdirSync(dirname(out), { recursive: true })
  writeFileSync(out, zip)
  process.stdout.write(`${out} is written. ${NEXT}\n`)
}
