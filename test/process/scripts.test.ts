import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFile, mkdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { inFolder } from '../tools/folder.js'
import { compiled } from '../tools/program.js'

const root = compiled('..')

interface Told {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** What the scripts of package.json consist of. */
const SCRIPTS = ['package.json', '.bundle.mjs', '.compileIfChanged.mjs']

/** Runs npm in a folder that has the project's scripts, and what `files` names, written in this order; `before`: runs it, too. */
function npm(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  before?: readonly string[],
): Promise<Told> {
  return inFolder(async folder => {
    for (const name of SCRIPTS) await copyFile(join(root, name), join(folder, name))
    const began = Date.now() / 1000
    for (const [i, [file, text]] of Object.entries(files).entries()) {
      await mkdir(join(folder, file, '..'), { recursive: true })
      await writeFile(join(folder, file), text)
      // The clock of files may stand still for some milliseconds.
      await utimes(join(folder, file), began + i + 1, began + i + 1)
    }
    if (before) await ended(before, folder)
    const told = await ended(args, folder)
    for (const [file, text] of Object.entries(files)) assert.equal(await readFile(join(folder, file), 'utf8'), text)
    return told
  })
}

const { PATH = '', HOME = '' } = process.env

function ended(args: readonly string[], cwd: string): Promise<Told> {
  return new Promise(resolve => {
    execFile('npm', args, { cwd, env: { PATH, HOME } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}

const NO_COMPILER = 'The compiler is not installed: run npm ci first.\n'
const compiler = (does: string) => ({ 'node_modules/typescript/bin/tsc': does })
const built = { 'dist/src/cli.js': 'console.log(process.argv.slice(2).join(" "))' }

describe('the scripts of npm', { concurrency: 2 }, () => {
  it('start says in one sentence that nothing is built, and fails', async () => {
    const { code, stderr } = await npm(['start'])
    assert.equal(code, 1)
    assert.match(stderr, /^Nothing is built yet: run npm run build first, then npm start\.$/m)
    assert.doesNotMatch(stderr, /\n\s+at /)
  })

  it('start runs what is built', async () => {
    const preload = { 'dist/src/preload.js': 'console.log("It is prepared.")' }
    const { code, stdout } = await npm(['start', '-s'], { ...preload, 'dist/src/index.js': 'console.log("It runs.")' })
    assert.deepEqual([code, stdout], [0, 'It is prepared.\nIt runs.\n'])
  })

  for (const script of ['diagnose', 'classify', 'audit', 'provision', 'webhook']) {
    it(`${script} runs what is built where there is no compiler, and tells where nothing is`, async () => {
      const { code, stdout } = await npm(['run', '-s', script, '--', '--json'], built)
      assert.deepEqual([code, stdout], [0, `${script} --json\n`])
      const nothing = await npm(['run', '-s', script, '--', '--json'])
      assert.deepEqual([nothing.code, nothing.stdout, nothing.stderr], [70, '', NO_COMPILER])
    })
  }

  for (const script of ['diagnose', 'classify', 'audit', 'provision', 'webhook']) {
    it(`${script} compiles only where the sources are newer than what is built`, async () => {
      const source = { 'src/cli.ts': '' }
      const compiling = await npm(['run', '-s', script], {
        ...compiler('console.log("compiling")'),
        ...built,
        ...source,
      })
      assert.deepEqual([compiling.code, compiling.stdout], [0, `compiling\n${script}\n`])
      const current = await npm(['run', '-s', script], { ...compiler('console.log("compiling")'), ...source, ...built })
      assert.deepEqual([current.code, current.stdout], [0, `${script}\n`])
    })
  }

  it('a command does not run what the compiler finds fault with, however often it is tried', async () => {
    const files = { ...compiler('console.log("a fault"); process.exitCode = 2'), ...built, 'src/cli.ts': '' }
    const tried = await npm(['run', '-s', 'classify'], files, ['run', '-s', 'classify'])
    assert.deepEqual([tried.code, tried.stdout], [70, 'a fault\n'])
  })

  for (const script of ['demo', 'bench', 'smoke', 'pictures', 'privileges', 'test:browser', 'test:one', 'test:watch']) {
    it(`${script} says in one sentence that the compiler is not installed`, async () => {
      const { code, stderr } = await npm(['run', '-s', script])
      assert.deepEqual([code, stderr], [1, NO_COMPILER])
    })
  }

  it('test:one and test:watch hand on what is behind the dashes', async () => {
    const says = 'console.log(process.argv.slice(2).join("|"))'
    const files = {
      'node_modules/typescript/bin/tsc': '',
      // The bundler is not there.
      '.bundle.mjs': '',
      'dist/test/run.js': says,
      'dist/test/tools/watchTests.js': says,
    }
    const one = await npm(['run', '-s', 'test:one', '--', 'app/walk', '-t', 'a name'], files)
    assert.deepEqual([one.code, one.stdout], [0, '--one|app/walk|-t|a name\n'])
    const watch = await npm(['run', '-s', 'test:watch', '--', 'app', 'domain'], files)
    assert.deepEqual([watch.code, watch.stdout], [0, 'app|domain\n'])
  })

  for (const script of ['build', 'test']) {
    it(`${script} keeps what is built where it could not be made again`, async () => {
      const { code, stderr } = await npm(['run', '-s', script], built)
      assert.equal(code, 1)
      assert.match(stderr, /^The compiler is not installed, so dist cannot be rebuilt: run npm ci first\.\n$/)
    })
  }
})
