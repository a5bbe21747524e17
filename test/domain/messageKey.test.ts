import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** TypeScript source: lines that end in `// wrong` must not compile, and all others must. */
const MADE_UP = readFileSync(join(root, 'test/fixtures/messageKeys.txt'), 'utf8')

const CONFIG = {
  extends: '../../tsconfig.json',
  compilerOptions: { noEmit: true, rootDir: '.', paths: {} },
  references: [],
}

interface Found {
  readonly file: string
  readonly line: number
  readonly text: string
}

/** Works on a copy of the sources, placed where the packages resolve. */
describe('the compiler', () => {
  let folder = ''

  before(() => {
    mkdirSync(join(root, '.test-output'), { recursive: true })
    folder = mkdtempSync(join(root, '.test-output/keys-'))
    cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true })
    cpSync(join(root, 'cards/strings'), join(folder, 'cards/strings'), { recursive: true })
    writeFileSync(join(folder, 'src/madeUp.ts'), MADE_UP)
  })

  after(() => rmSync(folder, { recursive: true, force: true }))

  /** Compiles a file or a folder with everything it imports. */
  function errorsIn(path: string): readonly Found[] {
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...CONFIG, include: [path] }))
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
    })
    const found = [...stdout.matchAll(/^(.+)\((\d+),\d+\): error (TS\d+: .*)$/gm)].map(
      ([, at = '', line = '', text = '']) => ({ file: at, line: Number(line), text }),
    )
    assert.equal(status === 0, found.length === 0, stdout)
    return found
  }

  it('rejects keys, labels and reasons that the strings do not have, and accepts those that they have', () => {
    const wrong = MADE_UP.split('\n').flatMap((line, index) => (line.endsWith('// wrong') ? index + 1 : []))
    const found = errorsIn('src/madeUp.ts')
    assert.deepEqual(
      found.filter(({ file }) => file !== 'src/madeUp.ts'),
      [],
    )
    assert.deepEqual([...new Set(found.map(({ line }) => line))], wrong)
  })

  it('reports a missing sentence, whether its key is written out or put together', () => {
    const strings = join(folder, 'cards/strings/en.json')
    const gone = [
      ['notes.stale', 'src/app/turn/turn.ts'],
      ['why.throttled', 'src/view/parts/unseenLines.ts'],
      ['checks.queueAccess.name', 'src/view/parts/mail/ruledOut.ts'],
      ['guides.queueAccess.steps', 'src/view/parts/guide.ts'],
      ['faults.smtpRelay.meaning', 'src/view/parts/clueLines.ts'],
      ['evidence.channel', 'src/checks/mail/routerRefused.ts'],
      ['because.onPremises', 'src/checks/mail/routerRetired.ts'],
      ['notice.tooLarge', 'src/teams/posting/cardMessage.ts'],
    ] as const
    const whole = JSON.parse(readFileSync(strings, 'utf8'))
    const left = gone.reduce((node: Node, [key]) => without(node, key.split('.')), whole)
    writeFileSync(strings, JSON.stringify(left))
    const files = errorsIn('src').map(({ file }) => file)
    for (const [key, file] of gone) assert.ok(files.includes(file), `${key}: ${files.join(', ')}`)
  })
})

type Node = { readonly [name: string]: Node }

function without(node: Node, [name = '', ...rest]: readonly string[]): Node {
  const { [name]: inner = {}, ...others } = node
  return rest.length === 0 ? others : { ...others, [name]: without(inner, rest) }
}
