import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { withoutButtons } from '../../../src/cli/diagnose/advice.js'

interface Strings {
  readonly buttons: Readonly<Record<string, string>>
  readonly guides: Readonly<Record<string, { readonly next: string }>>
}

const file = new URL('../../../../cards/strings/en.json', import.meta.url)
const { buttons, guides }: Strings = JSON.parse(readFileSync(file, 'utf8'))

describe('a next step at the terminal', () => {
  it('names no button of a card', () => {
    for (const [name, { next }] of Object.entries(guides)) {
      const told = withoutButtons(next)
      for (const title of Object.values(buttons)) assert.ok(!told.includes(`"${title}"`), `${name}: ${told}`)
    }
  })
})
