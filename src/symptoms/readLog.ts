import { createMasker } from '../domain/secrets.js'
import { Events } from './events.js'
import { Judge } from './judge.js'
import { createLines } from './lines.js'
import type { Reader, Reading } from './reading.js'
import { Tally } from './tally.js'

/**
 * Reads logs, alerts and answers of whatever shape, piece by piece. Secrets are masked before a line is judged, so none
 * can get into the reading.
 */
export function createReader(): Reader {
  const tally = new Tally()
  const judge = new Judge()
  const masker = createMasker()
  const events = new Events(masker, {
    part: lines => judge.part(lines),
    end: begun => tally.add(judge.end(), begun),
  })
  const lines = createLines(line => events.line(line))
  return {
    push: text => lines.push(text),
    finish(): Reading {
      lines.finish()
      events.finish()
      return tally.reading(masker.any)
    },
  }
}

export function readLog(text: string): Reading {
  const reader = createReader()
  reader.push(text)
  return reader.finish()
}
