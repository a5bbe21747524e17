import type { Value, Values, Write } from '../../domain/repair/plan.js'
import { Markup, type Wording } from '../wordings.js'
import { level } from './details.js'

/** One write in the product's own words, with the values before and after; null: there is no wording for this reader. */
export function writeLine(
  write: Write,
  { wording, administers }: { readonly wording: Wording; readonly administers: boolean },
): string | null {
  if (write.kind === 'update') return updateLine(write, wording)
  if (write.kind === 'send') return wording.say('offer.write.send')
  return administers ? roleLine(write, wording) : null
}

/** The same write as the API receives it. */
export function exactLine(write: Write, wording: Wording): string {
  if (write.kind !== 'update') return roleLine(write, wording)
  const { table, before, after } = write
  return wording.say('offer.write.update', { table, before: columns(before, wording), after: columns(after, wording) })
}

type Update = Extract<Write, { kind: 'update' }>

/** A write is described by the column that the strings have a sentence for; without one, it is shown as the API receives it. */
function updateLine(write: Update, wording: Wording): string {
  const { before, after } = write
  const column = Object.keys(after).find(name => wording.has(`offer.write.${name}`))
  const key = `offer.write.${column}`
  if (column === undefined || !wording.has(key)) return exactLine(write, wording)
  return wording.say(key, {
    before: valueName(column, before[column], wording),
    after: valueName(column, after[column], wording),
  })
}

function valueName(column: string, value: Value | undefined, wording: Wording): string {
  if (typeof value === 'boolean') return wording.say(`offer.write.${value ? 'on' : 'off'}`)
  if (value === null || value === undefined) return wording.say('offer.write.none')
  const key = `offer.write.values.${column}.${value}`
  return wording.has(key) ? wording.say(key) : String(value)
}

function columns(values: Values, wording: Wording): string {
  return Object.entries(values)
    .map(([column, value]) => `${column} = ${value ?? wording.say('offer.write.none')}`)
    .join(', ')
}

function roleLine(write: Exclude<Write, Update>, wording: Wording): string {
  if (write.kind === 'send') return wording.say('offer.write.send')
  if (write.kind !== 'setPrivilege') return wording.say(`offer.write.${write.kind}`, { role: write.role })
  const { role, privilege, before, after } = write
  const levelName = (depth: string | null) =>
    new Markup(depth === null ? wording.say('offer.write.none') : level(depth, wording))
  return wording.say('offer.write.setPrivilege', {
    role,
    privilege,
    before: levelName(before),
    after: levelName(after),
  })
}
