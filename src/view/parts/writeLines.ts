import type { Value, Values, Write } from '../../domain/repair/plan.js'
import { Markup, type Wording } from '../wordings.js'
import { level } from './details.js'

/** One write in the product's own words, with what it finds and what it leaves behind; null: it has none for this reader. */
export function writeLine(
  write: Write,
  { wording, administers }: { readonly wording: Wording; readonly administers: boolean },
): string | null {
  if (write.kind === 'update') return updateLine(write, wording)
  return administers ? roleLine(write, wording) : null
}

/** The same as the API is asked for it. */
export function exactLine(write: Write, wording: Wording): string {
  if (write.kind !== 'update') return roleLine(write, wording)
  const { table, before, after } = write
  return wording.say('offer.write.update', { table, before: columns(before, wording), after: columns(after, wording) })
}

type Update = Extract<Write, { kind: 'update' }>

function updateLine({ table, before, after }: Update, wording: Wording): string {
  const [name, column] =
    table === 'email' ? (['status', 'statuscode'] as const) : (['issendasallowed', 'issendasallowed'] as const)
  return wording.say(`offer.write.${name}`, {
    before: valueName(column, before[column], wording),
    after: valueName(column, after[column], wording),
  })
}

function valueName(column: string, value: Value | undefined, wording: Wording): string {
  if (typeof value === 'boolean') return wording.say(`offer.write.${value ? 'on' : 'off'}`)
  if (value === null || value === undefined) return wording.say('offer.write.none')
  const key = `offer.write.${column}.${value}`
  return wording.has(key) ? wording.say(key) : String(value)
}

function columns(values: Values, wording: Wording): string {
  return Object.entries(values)
    .map(([column, value]) => `${column} = ${value ?? wording.say('offer.write.none')}`)
    .join(', ')
}

function roleLine(write: Exclude<Write, Update>, wording: Wording): string {
  if (write.kind !== 'setPrivilege') return wording.say(`offer.write.${write.kind}`, { role: write.role })
  const { role, privilege, before, after } = write
  const named = (depth: string | null) =>
    new Markup(depth === null ? wording.say('offer.write.none') : level(depth, wording))
  return wording.say('offer.write.setPrivilege', { role, privilege, before: named(before), after: named(after) })
}
