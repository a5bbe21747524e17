import assert from 'node:assert/strict'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { BrowserMissing, bringBrowser, type Machine } from './bringBrowser.js'
import { inFolder } from './folder.js'
import { needs } from './imports.js'
import { compiled, runProgram } from './program.js'

/** A program of a shell script, in a folder that is the whole PATH. */
async function program(folder: string, name: string, script = ''): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
  return file
}

interface Bare extends Machine {
  readonly said: readonly string[]
}

/** A machine without a browser, where there is root. */
function bare(path: string, changes: Partial<Machine> = {}): Bare {
  const said: string[] = []
  return { path, elsewhere: [], chosen: '', isRoot: true, say: line => void said.push(line), ...changes, said }
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

/** Notes what it is asked for, and at an installation does what it is told: by default, it brings a browser. */
const aptGet = (folder: string, install = `: > "${folder}/chromium"`) =>
  program(folder, 'apt-get', `echo "$@" >> "${folder}/asked"\n[ "$1" = update ] || { ${install}; }`)

const failing = (message: string) => `echo "E: ${message}" >&2; exit 100`

describe('the browser that tests need', () => {
  it('is the one that is there, and nothing is said or installed', () =>
    inFolder(async folder => {
      const chromium = await program(folder, 'chromium')
      const machine = bare(folder)
      assert.equal(bringBrowser(machine), chromium)
      const chosen = await program(folder, 'a browser of mine')
      assert.equal(bringBrowser({ ...machine, chosen }), chosen)
      assert.deepEqual(machine.said, [])
    }))

  it('is installed by root with one sentence, and once: the second time it is there', () =>
    inFolder(async folder => {
      await aptGet(folder)
      const machine = bare(folder)
      for (let time = 1; time <= 2; time++) assert.equal(bringBrowser(machine), join(folder, 'chromium'))
      assert.equal(machine.said.length, 1)
      assert.match(
        machine.said[0] ?? '',
        /need Chromium, .+ apt-get \(chromium, fonts-noto-cjk\) takes about a minute…$/,
      )
      const asked = (await readFile(join(folder, 'asked'), 'utf8')).trimEnd().split('\n')
      assert.deepEqual(
        asked.map(line => line.split(' ')[0]),
        ['update', 'install'],
      )
      assert.match(asked[1] ?? '', /DPkg::Lock::Timeout=\d+ chromium fonts-noto-cjk$/)
    }))

  it('is waited for where somebody else has the lock of the packages', () =>
    inFolder(async folder => {
      const locked = failing('Could not get lock /var/lib/apt/lists/lock')
      const first = `[ -e "${folder}/tried" ] || { : > "${folder}/tried"; ${locked}; }`
      await aptGet(folder, `${first}; : > "${folder}/chromium"`)
      assert.equal(bringBrowser(bare(folder)), join(folder, 'chromium'))
    }))

  it('is not installed by anybody else, who is told what to do', () =>
    inFolder(async folder => {
      await aptGet(folder)
      const machine = bare(folder, { isRoot: false })
      assert.match(
        messageOf(machine),
        /only root can install it\. Install Chromium or Chrome \(Debian: sudo apt-get install chromium fonts-noto-cjk\), or set CHROMIUM .+; then run this again\.$/,
      )
      assert.deepEqual(machine.said, [])
      await assert.rejects(readFile(join(folder, 'asked')))
    }))

  it('is asked for where there is no apt-get, and where that fails', () =>
    inFolder(async folder => {
      assert.match(messageOf(bare(folder)), /there is no apt-get here\. Install Chromium/)
      await aptGet(folder, failing('Unable to locate package chromium'))
      assert.match(
        messageOf(bare(folder)),
        /apt-get failed \(E: Unable to locate package chromium\)\. Install Chromium/,
      )
    }))

  it('is not looked for elsewhere when CHROMIUM names none', () =>
    inFolder(async folder => {
      const chosen = join(folder, 'nowhere')
      await program(folder, 'chromium')
      assert.equal(
        messageOf(bare(folder, { chosen })),
        `CHROMIUM names ${chosen}, which is not there: set it to the path of Chromium or Chrome.`,
      )
    }))
})

describe('the test command', () => {
  const run = compiled('test/run.js')

  it('runs nothing where it needs a browser and has none: one sentence, and it fails', () =>
    inFolder(async folder => {
      const env = { PATH: folder, CHROMIUM: join(folder, 'nowhere') }
      const { code, stdout, stderr } = await runProgram([run, 'browser'], { env })
      assert.deepEqual([code, stdout], [1, ''])
      assert.match(stderr, /^CHROMIUM names .+nowhere, which is not there: set it to [^\n]+\.\n$/)
    }))

  it('needs one for the tests that draw, and for no others', () => {
    const browser = compiled('test/tools/browser.js')
    assert.ok(needs(compiled('test/browser/cards.test.js'), browser))
    assert.ok(needs(compiled('test/browser/walk.test.js'), browser), 'by way of scenes.js')
    for (const test of ['domain/case/decide.test.js', 'process/start.test.js', 'tools/bringBrowser.test.js']) {
      assert.ok(!needs(compiled(`test/${test}`), browser), test)
    }
  })
})
