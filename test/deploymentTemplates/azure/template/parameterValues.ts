import type { Parameter } from './types.js'

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: value => typeof value === 'string',
  securestring: value => typeof value === 'string',
  int: Number.isInteger,
  bool: value => typeof value === 'boolean',
  array: Array.isArray,
  object: value => typeof value === 'object' && value !== null && !Array.isArray(value),
}

/** null: Azure Resource Manager would accept it. */
export function faultOfValue(name: string, parameter: Parameter, value: unknown): string | null {
  if (value === undefined) return `parameter ${name} has no value`
  if (!FITS[parameter.type]?.(value)) return `parameter ${name} is no ${parameter.type}`
  if (parameter.allowedValues && !parameter.allowedValues.includes(value))
    return `parameter ${name} may not be ${value}`
  const length = typeof value === 'string' || Array.isArray(value) ? value.length : null
  const within = (amount: number, from = -Infinity, to = Infinity) => amount >= from && amount <= to
  if (length !== null && !within(length, parameter.minLength, parameter.maxLength))
    return `parameter ${name} is too long or too short`
  if (typeof value === 'number' && !within(value, parameter.minValue, parameter.maxValue))
    return `parameter ${name} is too large or too small`
  return null
}
