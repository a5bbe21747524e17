import { createMasker } from '../domain/secrets.js'
import { Judge } from './evidence/judgeEvent.js'
import { Tally } from './faultTally.js'
import type { LogReading, Reader } from './logReading.js'
import { createLines } from './text/inputLines.js'
import { Events } from './text/logEvents.js'

/** The stages that a text passes through: lines, masking, events, judging, counting. */
export function createStations() {
  const tally = new Tally()
  const judge = new Judge(tally)
  const masker = createMasker()
  const events = new Events(masker, {
    part: (lines, isLast) => judge.part(lines, isLast),
    end: begun => tally.add(judge.end(), begun),
  })
  const lines = createLines(line => events.line(line))
  return { tally, masker, events, lines }
}

/**
 * Reads logs, alerts and error texts of any format, piece by piece. Secrets are masked before a line is judged, so none can
 * get into the reading.
 */
export function createReader(): Reader {
  const { tally, masker, events, lines } = createStations()
  return {
    push: text => lines.push(text),
    finish(): LogReading {
      lines.finish()
      events.finish()
      return tally.reading(masker.any)
    },
  }
}

export function readLog(text: string): LogReading {
  const reader = createReader()
  reader.push(text)
  return reader.finish()
}
