import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { checks } from '../src/checks/index.js'
import { privilegesText } from '../src/cli/provision/provisionText.js'
import { SYMPTOMS } from '../src/domain/case/case.js'
import { readPrivilegeFile } from '../src/privilegeFile.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const FOLDERS = ['src', 'cards', 'deploymentTemplates', 'test', '.github']

const LOGS = join('test', 'fixtures', 'logs')

const pages = ['README.md', ...FOLDERS.flatMap(below)].filter(file => file.endsWith('.md') && !file.startsWith(LOGS))
const read = (file: string) => readFileSync(join(root, file), 'utf8')

function below(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(file => join(folder, file))
}

/** Where a page leads, as it is written there; code is no link. */
function linksIn(text: string): string[] {
  const prose = text.replace(/^ *```[\s\S]*?^ *```/gm, '').replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
}

/** As GitHub makes them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** null: it leads somewhere. */
function faultOf(page: string, link: string): string | null {
  if (/^https:/.test(link)) return null
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? join(root, page) : resolve(root, dirname(page), path)
  if (!existsSync(target)) return `${page} links to ${link}, which is not there`
  if (anchor === undefined || anchorsOf(readFileSync(target, 'utf8')).includes(anchor)) return null
  return `${page} links to ${link}, and there is no such heading`
}

describe('the pages', () => {
  it('are there', () => {
    for (const folder of ['.', 'src', 'src/cli', 'deploymentTemplates', 'test']) {
      assert.ok(pages.includes(join(folder, 'README.md')), folder)
    }
    for (const name of ['CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md']) {
      assert.ok(pages.includes(join('.github', name)), name)
    }
  })

  it('are all to be found from the README', () => {
    const found = new Set(['README.md'])
    for (const page of found) {
      for (const link of linksIn(read(page))) {
        const target = relative(root, resolve(root, dirname(page), link.split('#')[0] ?? ''))
        if (pages.includes(target)) found.add(target)
      }
    }
    assert.deepEqual([...found].toSorted(), pages.toSorted())
  })

  it('begin with a short one', () => {
    assert.ok(read('README.md').split('\n').length <= 80)
  })

  for (const page of pages) {
    const text = read(page)

    it(`${page} links to what is there`, () => {
      assert.deepEqual(
        linksIn(text).flatMap(link => faultOf(page, link) ?? []),
        [],
      )
    })

    it(`${page} names scripts that there are`, () => {
      const { scripts } = JSON.parse(read('package.json'))
      for (const [, name = ''] of text.matchAll(/npm run (?:-s )?([\w:]+)/g))
        assert.ok(Object.hasOwn(scripts, name), name)
    })

    it(`${page} names files and folders that there are`, () => {
      const named = [...text.matchAll(/`((?:src|test|cards|deploymentTemplates|\.github|\.ci)\/[\w./-]+)`/g)]
      for (const [, path = ''] of named) {
        if (!/your[A-Z]|LOCALE/.test(path)) assert.ok(existsSync(join(root, path)), path)
      }
    })
  }
})

/** The lines below a heading, each with the files that it links to and the names that it gives. */
function stepsOf(heading: string) {
  const [, section = ''] = read('src/README.md').split(`## ${heading}\n`)
  const [steps = ''] = section.split('\n## ')
  return [...steps.matchAll(/^\d+\. (.+)$/gm)].map(([, step = '']) => ({
    files: linksIn(step).filter(link => link.endsWith('.ts')),
    names: [...step.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
  }))
}

function declares(source: string, name: string): boolean {
  return new RegExp(`^(?:export )?(?:async )?(?:function|class|const) ${name}\\b|^ +(?:async )?${name}\\(`, 'm').test(
    source,
  )
}

describe('the walk through the code', () => {
  for (const heading of ['The path of a message', 'The path of a click']) {
    const steps = stepsOf(heading)

    it(`has ten steps: ${heading}`, () => assert.equal(steps.length, 10))

    for (const [i, { files, names }] of steps.entries()) {
      it(`names in step ${i + 1} what the files have: ${heading}`, () => {
        const sources = files.map(file => read(join('src', file))).join('\n')
        assert.ok(files.length > 0 && names.length > 0)
        for (const name of names) assert.ok(declares(sources, name), `${name} is not in ${files.join(', ')}`)
      })
    }
  }
})

describe('the tables', () => {
  it('of causes have no cause that there is not', () => {
    const ids: readonly string[] = checks.map(({ id }) => id)
    const rows = read('src/checks/README.md').match(/^\| `.*? \|/gm) ?? []
    const named = rows.flatMap(row => [...row.matchAll(/`(\w+)`/g)].map(([, id = '']) => id))
    assert.ok(named.length > 0)
    for (const id of named) assert.ok(ids.includes(id), id)
  })

  it('of variables have only variables that are read', () => {
    const sources = below('src').filter(file => file.endsWith('.ts'))
    const text = sources.map(read).join('\n')
    const rows = read('deploymentTemplates/README.md').match(/^\| `.*? \|/gm) ?? []
    const named = rows.flatMap(row => [...row.matchAll(/`(\w+)`/g)].map(([, name = '']) => name))
    assert.ok(named.length > 10)
    for (const name of named) assert.match(text, new RegExp(`\\b${name}\\b`))
  })

  it('of symptoms has all that a link to the web page can name', () => {
    const [, table = ''] = /^\| [^|]+ \| `symptom=` \|\n(.*?)\n\n/ms.exec(read('deploymentTemplates/README.md')) ?? []
    const named = [...table.matchAll(/\| `(\w+)` \|$/gm)].map(([, name = '']) => name)
    assert.deepEqual(named, SYMPTOMS)
  })

  it('of privileges is made from the list: npm run privileges', () => {
    assert.ok(read('deploymentTemplates/dataverse/README.md').includes(`\n${privilegesText(readPrivilegeFile())}\n`))
  })
})

describe('CI', () => {
  it('runs .ci/run under the version of .nvmrc, which the package takes', () => {
    const workflow = read('.github/workflows/ci.yml')
    assert.match(workflow, /^ +- run: \.ci\/run$/m)
    assert.match(workflow, /^ +node-version-file: \.nvmrc$/m)
    assert.match(read('.nvmrc'), /^(22|24)\n$/)
  })
})
