import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CardLibrary } from './view/view.js'

/** Of the project; this file runs below dist/src, by itself or as a part of a bundle. */
export const cardsFolder = fileURLToPath(new URL('../../cards', import.meta.url))

/** Reads the folder cards, once, at start. Throws when it is not there or holds something that is not JSON. */
export function readCards(folder: string): CardLibrary {
  return {
    templates: readAll(folder),
    ...readSentences(folder),
  }
}

/** The part of it that is said without a card. */
export function readSentences(folder: string): Pick<CardLibrary, 'strings' | 'pictures'> {
  return {
    strings: readAll(join(folder, 'strings')) as CardLibrary['strings'],
    pictures: picturesIn(join(folder, 'images')),
  }
}

function readAll(folder: string): Record<string, unknown> {
  const files = readdirSync(folder).filter(name => name.endsWith('.json'))
  return Object.fromEntries(files.map(name => [basename(name, '.json'), readJson(join(folder, name))]))
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Error(`${file} cannot be read as JSON`, { cause })
  }
}

/** Cards without pictures are complete, so a missing folder is none. */
function picturesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile() && entry.name.endsWith('.png'))
    .map(entry => `${basename(entry.parentPath)}/${basename(entry.name, '.png')}`)
    .toSorted()
}
