import { evaluateAll, evaluateText, type Functions } from '../expression/evaluate.js'
import { commonFunctions } from '../expression/functions.js'
import { readJson } from '../template/files.js'

interface Validation {
  readonly regex: string
  readonly message: string
}

export interface Element {
  readonly name: string
  readonly type: string
  readonly toolTip?: string
  /** Of a list to choose from: a label. */
  readonly defaultValue?: string
  readonly visible?: string
  readonly constraints?: {
    readonly required?: boolean
    readonly validations?: readonly Validation[]
    readonly allowedValues?: readonly { readonly label: string; readonly value: unknown }[]
    readonly columns?: readonly { readonly id: string; readonly element: Omit<Element, 'name'> }[]
  }
}

export interface Form {
  readonly parameters: {
    readonly basics: readonly Element[]
    readonly steps: readonly { readonly name: string; readonly elements: readonly Element[] }[]
    readonly outputs: Readonly<Record<string, unknown>>
  }
}

/** What people fill in, by the name of the element. */
export type Answers = Readonly<Record<string, unknown>>

export const form = readJson('createUiDefinition.json') as Form

export const elementsOf = ({ parameters: { basics, steps } }: Form): readonly Element[] => [
  ...basics,
  ...steps.flatMap(({ elements }) => elements),
]

/** Parameters that the portal hands to the template. Throws an ExpressionError. */
export function parametersFrom({ parameters: { basics, steps, outputs } }: Form, answers: Answers): Answers {
  const filled = (elements: readonly Element[]) =>
    Object.fromEntries(elements.map(element => [element.name, answers[element.name] ?? defaultOf(element)]))
  const places = Object.fromEntries(steps.map(({ name, elements }) => [name, filled(elements)]))
  const given: Functions = {
    ...commonFunctions,
    location: () => 'westeurope',
    basics: name => at(filled(basics), name?.()),
    steps: name => at(places, name?.()),
  }
  // What is not shown has no value.
  for (const { name, elements } of steps) {
    const values = places[name] ?? {}
    for (const { name: element, visible } of elements)
      if (visible && evaluateText(visible, given) !== true) values[element] = null
  }
  return evaluateAll(outputs, given) as Answers
}

function defaultOf({ defaultValue, constraints }: Element): unknown {
  const chosen = constraints?.allowedValues?.find(({ label }) => label === defaultValue)
  return chosen ? chosen.value : (defaultValue ?? '')
}

function at(values: Readonly<Record<string, unknown>>, name: unknown): unknown {
  if (!Object.hasOwn(values, String(name))) throw new Error(`The form has no ${name}`)
  return values[String(name)]
}
