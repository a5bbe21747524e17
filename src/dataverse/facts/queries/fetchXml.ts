import { fetchXmlPath } from '../../http/dataverseClient.js'
import { xmlAttribute } from '../../http/literals.js'

/** FetchXML, where OData cannot count or group. https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/aggregate-data */

export function spaced(filter: string): string {
  return filter.replaceAll(' ', '%20')
}

export function condition(attribute: string, operator: string, value?: string): string {
  const compared = value === undefined ? '' : ` value="${xmlAttribute(value)}"`
  return `<condition attribute="${attribute}" operator="${operator}"${compared}/>`
}

export function anyOf(...conditions: readonly string[]): string {
  return `<filter type="or">${conditions.join('')}</filter>`
}

export function allOf(...conditions: readonly string[]): string {
  return `<filter type="and">${conditions.join('')}</filter>`
}

/** What an aggregate answers with, by alias. */
interface Aggregates {
  readonly [alias: string]: {
    readonly column: string
    readonly by: 'count' | 'countcolumn' | 'distinct' | 'min' | 'max' | 'group'
  }
}

export interface AggregateQuery {
  readonly results: Aggregates
  readonly conditions: readonly string[]
  /** Further elements: links, orders. */
  readonly more?: string
  readonly top?: number
}

/** Counts or groups e-mails. However many there are, it returns one row, or one for each group. */
export function aggregateMails({ results, conditions, more = '', top }: AggregateQuery): string {
  const attributes = Object.entries(results).map(([alias, { column, by }]) => attribute(alias, column, by))
  const entity = `<entity name="email">${attributes.join('')}${allOf(...conditions)}${more}</entity>`
  return fetchXmlPath('emails', `<fetch aggregate="true"${top === undefined ? '' : ` top="${top}"`}>${entity}</fetch>`)
}

function attribute(alias: string, column: string, by: Aggregates[string]['by']): string {
  const start = `<attribute name="${column}" alias="${alias}"`
  if (by === 'group') return `${start} groupby="true"/>`
  if (by === 'distinct') return `${start} aggregate="countcolumn" distinct="true"/>`
  return `${start} aggregate="${by}"/>`
}
