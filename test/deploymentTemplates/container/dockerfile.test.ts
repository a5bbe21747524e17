import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { compiled } from '../../tools/program.js'
import { template } from '../azure/template/files.js'
import { copiesOf, dockerfileFaults, last, stagesOf, wordsOf } from './dockerfile.js'

const root = compiled('..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const PATH = 'deploymentTemplates/container/Dockerfile'
const text = read(PATH)
const ignored = read(`${PATH}.dockerignore`).split('\n')
const allowed = new Set(ignored.filter(line => line.startsWith('!')).map(line => line.slice(1)))

describe('the container', () => {
  it('is in order', () => assert.deepEqual(dockerfileFaults(text, allowed), []))

  it('lets into the build what it copies, and nothing else', () => {
    assert.equal(
      ignored.find(line => line !== '' && !line.startsWith('#')),
      '*',
    )
    const copied = stagesOf(text)
      .flatMap(copiesOf)
      .filter(({ from }) => from === null)
      .flatMap(({ sources }) => sources)
    assert.deepEqual([...new Set(copied)].toSorted(), [...allowed].toSorted())
    for (const name of allowed) assert.ok(existsSync(join(root, name)), name)
  })

  it('starts the bot as npm start does', () => {
    const final = stagesOf(text).at(-1)
    assert.ok(final)
    const { scripts } = JSON.parse(read('package.json'))
    assert.equal(wordsOf(last(final, 'CMD')?.rest ?? '').join(' '), scripts.start)
  })

  it('runs the version of Node that App Service runs, and that .nvmrc names', () => {
    const version = read('.nvmrc').trim()
    for (const { image } of stagesOf(text)) assert.equal(image, `node:${version}-slim`)
    assert.match(JSON.stringify(template.resources), new RegExp(`"linuxFxVersion":"NODE\\|${version}-lts"`))
  })

  it('is run with nothing to write to, as nobody in particular, and with time to stop', () => {
    for (const option of ['--read-only', '--cap-drop ALL', 'no-new-privileges', '--stop-timeout 30'])
      assert.ok(text.includes(option), option)
  })
})

describe('the checks of the container', () => {
  const mutations: readonly (readonly [what: string, from: string | RegExp, to: string, fault: RegExp])[] = [
    ['one stage only', / AS build[\s\S]*slim/, '', /what builds is a part/],
    ['no user', 'USER node\n', '', /runs as root/],
    ['root', 'USER node', 'USER root', /runs as root/],
    ['root by number', 'USER node', 'USER 0:0', /runs as root/],
    ['files of its own', 'COPY cards', 'COPY --chown=node cards', /may change its own files/],
    ['a volume', 'EXPOSE 3978', 'VOLUME /data', /place to write to/],
    ['no health check', /HEALTHCHECK.*\n.*\n/, '', /no HEALTHCHECK/],
    ['a shell', /CMD \["node", "--en.*/, 'CMD npm start', /starts a shell/],
    ['any version', /node:24-slim/g, 'node:latest', /no version/],
    ['a secret', 'ENV PORT=3978', 'ENV MicrosoftAppPassword=x', /may be a secret/],
    ['ADD', 'COPY cards', 'ADD cards', /ADD is not used/],
    ['a file that is left out', 'COPY src src', 'COPY src test ./', /test is left out/],
    ['another stage', '--from=build', '--from=builder', /no stage builder/],
    ['installing in the image', 'USER node', 'RUN npm ci\nUSER node', /changed after the build/],
  ]
  for (const [what, from, to, fault] of mutations) {
    it(`find ${what}`, () => {
      const mutated = text.replace(from, to)
      assert.notEqual(mutated, text)
      assert.match(dockerfileFaults(mutated, allowed).join('\n'), fault)
    })
  }
})
