import { z } from 'zod'
import { type AttachedFile, FileRefused } from '../app/ports.js'
import { isLoopbackUrl } from '../domain/loopback.js'
import type { Activity } from './activity.js'
import { isOfTeamsFiles } from './http/hosts.js'

/** Enough for the log of a busy week; a larger one is better cut to the hour in question. */
const LIMIT_BYTES = 10 * 1024 * 1024
const PATIENCE_MS = 10_000
/** A file that a person sent in Teams. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4 */
const TEAMS_FILE = 'application/vnd.microsoft.teams.file.download.info'
const teamsFile = z.looseObject({ downloadUrl: z.url() })

/** The first file of a message; true: something else is attached; false: nothing is. */
export function attachedTo(activity: Activity, { local }: { readonly local: boolean }): AttachedFile | boolean {
  // Teams adds a `text/html` copy of every formatted message; that is not something the person attached.
  const attached = (activity.attachments ?? []).filter(({ contentType }) => contentType !== 'text/html')
  return attached.map(one => fileOf(one, local)).find(file => file !== null) ?? attached.length > 0
}

type Attached = NonNullable<Activity['attachments']>[number]

function fileOf({ contentType, content, contentUrl }: Attached, local: boolean): AttachedFile | null {
  const inTeams = contentType === TEAMS_FILE ? teamsFile.safeParse(content) : null
  const url = inTeams
    ? inTeams.success
      ? inTeams.data.downloadUrl
      : ''
    : typeof contentUrl === 'string'
      ? contentUrl
      : ''
  const isText = /^(text\/|application\/(json|xml|octet-stream)\b)/.test(contentType)
  if (url === '' || !(inTeams || isText)) return null
  return { read: () => fetchFile(url, local) }
}

/** The URL is signed, so no token is sent with it. */
async function* fetchFile(address: string, local: boolean): AsyncIterable<Uint8Array> {
  if (!mayFetch(address, local)) throw new FileRefused('foreign')
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const response = await fetch(address, { redirect: 'error', signal }).catch(cause => {
    throw new FileRefused('away', { cause })
  })
  if (!response.ok || !response.body) throw new FileRefused('away')
  let size = 0
  try {
    for await (const chunk of response.body) {
      size += chunk.length
      if (size > LIMIT_BYTES) throw new FileRefused('tooLarge')
      yield chunk
    }
  } catch (cause) {
    if (cause instanceof FileRefused) throw cause
    throw new FileRefused('away', { cause })
  }
}

function mayFetch(address: string, local: boolean): boolean {
  if (address.startsWith('data:')) return true
  return isOfTeamsFiles(address) || (local && isLoopbackUrl(address))
}
