import assert from 'node:assert/strict'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { BrowserMissing, bringBrowser, type Machine } from './bringBrowser.js'
import { inFolder } from './folder.js'
import { needs } from './imports.js'
import { compiled, runProgram } from './program.js'

/** Writes a shell script as a program, in a folder that is the whole PATH. */
async function program(folder: string, name: string, script = ''): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
  return file
}

interface TestMachine extends Machine {
  readonly announced: readonly string[]
}

/** A machine without a browser, used by root. */
function machineWith(path: string, changes: Partial<Machine> = {}): TestMachine {
  const announced: string[] = []
  return {
    path,
    elsewhere: [],
    chosen: '',
    isRoot: true,
    say: line => void announced.push(line),
    ...changes,
    announced,
  }
}

const messageOf = (machine: Machine): string => {
  try {
    return `It found ${bringBrowser(machine)}`
  } catch (error) {
    assert.ok(error instanceof BrowserMissing)
    assert.doesNotMatch(error.message, /\n/)
    return error.message
  }
}

/** Records its arguments, and runs `install` for an installation: by default, that adds a browser. */
const aptGet = (folder: string, install = `: > "${folder}/chromium"`) =>
  program(folder, 'apt-get', `echo "$@" >> "${folder}/calls"\n[ "$1" = update ] || { ${install}; }`)

const failing = (message: string) => `echo "E: ${message}" >&2; exit 100`

describe('the browser for the tests', () => {
  it('is an existing one, in which case nothing is announced or installed', () =>
    inFolder(async folder => {
      const chromium = await program(folder, 'chromium')
      const machine = machineWith(folder)
      assert.equal(bringBrowser(machine), chromium)
      const chosen = await program(folder, 'a browser of mine')
      assert.equal(bringBrowser({ ...machine, chosen }), chosen)
      assert.deepEqual(machine.announced, [])
    }))

  it('is installed by root with one announcement, and only once', () =>
    inFolder(async folder => {
      await aptGet(folder)
      const machine = machineWith(folder)
      for (let time = 1; time <= 2; time++) assert.equal(bringBrowser(machine), join(folder, 'chromium'))
      assert.equal(machine.announced.length, 1)
      assert.match(
        machine.announced[0] ?? '',
        /need Chromium, .+ apt-get \(chromium, fonts-noto-cjk\) takes about a minute…$/,
      )
      const calls = (await readFile(join(folder, 'calls'), 'utf8')).trimEnd().split('\n')
      assert.deepEqual(
        calls.map(line => line.split(' ')[0]),
        ['update', 'install'],
      )
      assert.match(calls[1] ?? '', /DPkg::Lock::Timeout=\d+ chromium fonts-noto-cjk$/)
    }))

  it('is waited for while another installation has the lock of the packages', () =>
    inFolder(async folder => {
      const locked = failing('Could not get lock /var/lib/apt/lists/lock')
      const first = `[ -e "${folder}/tried" ] || { : > "${folder}/tried"; ${locked}; }`
      await aptGet(folder, `${first}; : > "${folder}/chromium"`)
      assert.equal(bringBrowser(machineWith(folder)), join(folder, 'chromium'))
    }))

  it('is not installed by anybody but root; the message says what to do', () =>
    inFolder(async folder => {
      await aptGet(folder)
      const machine = machineWith(folder, { isRoot: false })
      assert.match(
        messageOf(machine),
        /only root can install it\. Install Chromium or Chrome \(Debian: sudo apt-get install chromium fonts-noto-cjk\), or set CHROMIUM .+; then run this again\.$/,
      )
      assert.deepEqual(machine.announced, [])
      await assert.rejects(readFile(join(folder, 'calls')))
    }))

  it('is missing if there is no apt-get, or if that fails; the message says what to do', () =>
    inFolder(async folder => {
      assert.match(messageOf(machineWith(folder)), /there is no apt-get here\. Install Chromium/)
      await aptGet(folder, failing('Unable to locate package chromium'))
      assert.match(
        messageOf(machineWith(folder)),
        /apt-get failed \(E: Unable to locate package chromium\)\. Install Chromium/,
      )
    }))

  it('is not looked for elsewhere if CHROMIUM names a missing file', () =>
    inFolder(async folder => {
      const chosen = join(folder, 'nowhere')
      await program(folder, 'chromium')
      assert.equal(
        messageOf(machineWith(folder, { chosen })),
        `CHROMIUM names ${chosen}, which does not exist: set it to the path of Chromium or Chrome.`,
      )
    }))
})

describe('the test command', () => {
  const run = compiled('test/run.js')

  it('fails with one sentence and runs nothing if it needs a browser and has none', () =>
    inFolder(async folder => {
      const env = { PATH: folder, CHROMIUM: join(folder, 'nowhere') }
      const { code, stdout, stderr } = await runProgram([run, 'browser'], { env })
      assert.deepEqual([code, stdout], [1, ''])
      assert.match(stderr, /^CHROMIUM names .+nowhere, which does not exist: set it to [^\n]+\.\n$/)
    }))

  it('needs a browser only for the tests that draw', () => {
    const browser = compiled('test/tools/browser.js')
    assert.ok(needs(compiled('test/browser/cards.test.js'), browser))
    assert.ok(needs(compiled('test/browser/walk.test.js'), browser), 'through scenes.js')
    for (const test of ['domain/case/decide.test.js', 'process/start.test.js', 'tools/bringBrowser.test.js']) {
      assert.ok(!needs(compiled(`test/${test}`), browser), test)
    }
  })
})
