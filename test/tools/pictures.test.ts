import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { checks } from '../../src/checks/index.js'
import { cardsFolder, library } from '../fixtures/library.js'
import { pictures } from './pictures/index.js'

interface Guide {
  readonly steps: readonly string[]
  readonly pictures: readonly { readonly file: string; readonly step: number; readonly alt: string }[]
}

const { guides } = library.strings.en as unknown as { readonly guides: Readonly<Record<string, Guide>> }
const guidePictures = Object.values(guides).flatMap(guide => guide.pictures)
const sources = fileURLToPath(new URL('../../../test/tools/pictures', import.meta.url))

/** Clients scale larger pictures down, or do not show them. */
const MAX_PIXELS = 1024
const MAX_BYTES = 150 * 1024
/** A card on a phone scales the 420 pixels of a picture to 290, so smaller type is illegible there. */
const MIN_FONT_SIZE = 15

describe('the guide', () => {
  for (const { id } of checks) {
    it(`for ${id} has steps, and pictures that belong to them`, () => {
      const guide = guides[id]
      assert.ok(guide && guide.steps.length > 0 && guide.pictures.length > 0)
      for (const { file, step } of guide.pictures) {
        assert.ok(step >= 1 && step <= guide.steps.length, `${file} at step ${step}`)
        assert.ok(file.startsWith(`${id}/`), `${file} is in the folder of another guide`)
      }
    })
  }
})

describe('pictures', () => {
  it('are exactly those in the guides, each drawn from a source', () => {
    const names = guidePictures.map(({ file }) => file).toSorted()
    assert.deepEqual(library.pictures, names)
    assert.deepEqual(Object.keys(pictures).toSorted(), names)
  })

  for (const { file, alt } of guidePictures) {
    it(`${file} is a PNG that every client accepts`, () => {
      const png = readFileSync(join(cardsFolder, 'images', `${file}.png`))
      assert.equal(png.toString('latin1', 0, 8), '\x89PNG\r\n\x1a\n')
      const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
      assert.deepEqual([width, height], [840, (pictures[file]?.height ?? 0) * 2])
      assert.ok(height <= MAX_PIXELS && png.length <= MAX_BYTES, `${height} pixels high, ${png.length} bytes`)
    })

    it(`${file} has a sentence as its alternative text`, () => {
      assert.match(alt, /^[A-Z][^.]+\.$/)
      assert.ok(alt.length >= 40 && alt.length <= 200, `${alt.length} characters`)
    })
  }

  it('have no text that is too small for a phone', () => {
    const styles = readdirSync(sources).filter(name => name.endsWith('.css'))
    const css = styles.map(name => readFileSync(join(sources, name), 'utf8')).join('\n')
    const sizes = [...css.matchAll(/font-size:\s*([^;]+);/g)].map(([, size = '']) => size)
    assert.ok(sizes.length > 0)
    for (const size of sizes) assert.ok(/^\d+px$/.test(size) && Number.parseInt(size, 10) >= MIN_FONT_SIZE, size)
  })
})
