import assert from 'node:assert/strict'
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { untilSaid } from '../cli/program.js'
import { inFolder } from '../tools/folder.js'
import { compiled, type Program, runProgram, startProgram } from '../tools/program.js'

/** A file of three short tests whose names have little in common. */
const FILE = 'domain/retryAfter'

function one(...args: readonly string[]) {
  return runProgram([compiled('test/run.js'), '--one', ...args])
}

describe('one test file', { concurrency: 2 }, () => {
  for (const path of [FILE, `test/${FILE}.test.ts`, `./test/${FILE}.test.ts`, `${FILE}.test.js`]) {
    it(`is found as ${path}`, async () => {
      const { code, stdout } = await one(path)
      assert.equal(code, 0)
      assert.match(stdout, /fail 0/)
    })
  }

  it('runs only the tests whose name contains what is given, whatever characters that has', async () => {
    const { code, stdout } = await one('domain/address', '-t', "o'brien@contoso.com")
    assert.deepEqual([code, /✔ aine\.o'brien@contoso\.com/.test(stdout)], [0, true])
    assert.doesNotMatch(stdout, /✔ @contoso\.com/)
  })

  it('says that no test has such a name, and fails', async () => {
    const { code, stderr } = await one('domain/address', '-t', 'o.brien')
    assert.deepEqual([code, stderr], [1, 'No test in domain/address.test.js has a name with “o.brien” in it.\n'])
  })

  it('says that there is no such file, and which one may be meant', async () => {
    const { code, stdout, stderr } = await one('domain/adress')
    const sentence = 'There is no test file test/domain/adress.test.ts. Did you mean domain/address?\n'
    assert.deepEqual([code, stdout, stderr], [1, '', sentence])
  })

  for (const args of [[], [FILE, 'domain/address']]) {
    it(`is one, not ${args.length}`, async () => {
      const { code, stderr } = await one(...args)
      assert.deepEqual([code, stderr], [1, 'Name one test file: npm run test:one -- FILE [-t NAME]\n'])
    })
  }
})

const WATCHER = 'dist/test/tools/watchTests.js'
const WAITING = 'Waiting for something to be saved in src, test or cards; Ctrl-C ends.\n'
const RUN = `
  import { existsSync } from 'node:fs'
  console.log('tests of', ...process.argv.slice(2))
  if (existsSync('endless')) setInterval(() => {}, 1000)`
const COMPILER = `
  const { existsSync } = require('node:fs')
  console.log('compiled')
  process.exitCode = existsSync('broken') ? 2 : 0`

/** The watcher in a project whose compiler and whose tests only say that they ran. */
function watching(work: (program: Program, folder: string) => Promise<void>, files: readonly string[] = []) {
  return inFolder(async folder => {
    for (const name of ['src', 'test', 'cards', 'dist/test/tools', 'node_modules/typescript/bin']) {
      await mkdir(join(folder, name), { recursive: true })
    }
    await copyFile(compiled('../package.json'), join(folder, 'package.json'))
    await copyFile(compiled('test/tools/watchTests.js'), join(folder, WATCHER))
    await writeFile(join(folder, 'node_modules/typescript/bin/tsc'), COMPILER)
    await writeFile(join(folder, 'dist/test/run.js'), RUN)
    for (const file of files) await writeFile(join(folder, file), '')
    const program = startProgram([join(folder, WATCHER), 'domain'])
    try {
      await work(program, folder)
    } finally {
      program.child.kill('SIGTERM')
      await program.ended
    }
  })
}

describe('watching', { concurrency: 2, timeout: 60_000 }, () => {
  for (const file of ['src/one.ts', 'test/one.test.ts', 'cards/one.json']) {
    it(`compiles and runs the tests anew when ${file} is saved`, () =>
      watching(async (program, folder) => {
        await untilSaid(program, /Waiting/)
        assert.equal(program.said.stdout, `tests of domain\n${WAITING}`)
        await writeFile(join(folder, file), '1')
        await untilSaid(program, /compiled[\s\S]*Waiting/)
        assert.equal(program.said.stdout, `tests of domain\n${WAITING}compiled\ntests of domain\n${WAITING}`)
      }))
  }

  it('runs no test of what does not compile', () =>
    watching(async (program, folder) => {
      await untilSaid(program, /Waiting/)
      await writeFile(join(folder, 'broken'), '')
      await writeFile(join(folder, 'src/one.ts'), '1')
      await untilSaid(program, /compiled[\s\S]*Waiting/)
      assert.equal(program.said.stdout, `tests of domain\n${WAITING}compiled\n${WAITING}`)
    }))

  it('ends a run that is under way', () =>
    watching(
      async (program, folder) => {
        await untilSaid(program, /tests of domain/)
        await rm(join(folder, 'endless'))
        await writeFile(join(folder, 'src/one.ts'), '1')
        await untilSaid(program, /Waiting/)
        assert.equal(program.said.stdout, `tests of domain\ncompiled\ntests of domain\n${WAITING}`)
      },
      ['endless'],
    ))
})
