/** The one place where a value becomes part of a query. Nothing a person typed reaches OData or FetchXML in any other way. */
import { isGuid } from '../../domain/guid.js'

/** A string literal of OData, ready for a URL: quotes doubled, the rest encoded. */
export function odataString(text: string): string {
  return encodeURIComponent(`'${text.toWellFormed().replaceAll("'", "''")}'`)
}

/** A GUID, bare as OData wants it. Throws a TypeError on anything else. */
export function odataGuid(text: string): string {
  if (!isGuid(text)) throw new TypeError('Not a GUID')
  return text.toLowerCase()
}

/** A value inside the quotes of an XML attribute. Characters that XML 1.0 cannot carry are left out. */
export function xmlAttribute(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"'\t\n\r]/g, character => `&#${character.charCodeAt(0)};`)
}
