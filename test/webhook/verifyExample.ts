import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'

const PAGE = fileURLToPath(new URL('../../../deploymentTemplates/ticketSystem.md', import.meta.url))

type Verify = (headers: IncomingHttpHeaders, body: string, secret: string) => boolean

/** The example that the page for ticket systems shows, as it stands there. */
export async function verifier(): Promise<Verify> {
  const [, example = ''] = readFileSync(PAGE, 'utf8').match(/^```ts\n([\s\S]*?)^```$/m) ?? []
  const { code } = transformSync(example, { loader: 'ts', format: 'esm' })
  const { isFromPendingSend } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
  return isFromPendingSend
}
