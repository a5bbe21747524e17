import type { Step } from '../../app/ports/provisioning.js'
import { GRAPH_URL } from './graphClient.js'

/** The same request, for somebody who may make it: they paste it in a shell where the Azure CLI is signed in. */
export function azRest({ method, path, body, headers = {} }: Step['request']): string {
  const all = Object.entries({ 'Content-Type': 'application/json', ...headers })
  const words = [
    'az rest',
    `--method ${method.toLowerCase()}`,
    `--url ${quoted(`${GRAPH_URL}/v1.0/${path}`)}`,
    `--headers ${all.map(([name, value]) => `${name}=${value}`).join(' ')}`,
    `--body ${quoted(JSON.stringify(body))}`,
  ]
  return words.join(' ')
}

/** For bash, as in the Azure Cloud Shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
