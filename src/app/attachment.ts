import type { Note } from '../domain/case.js'
import type { Said } from '../domain/said.js'
import { type AttachedFile, FileRefused } from './ports.js'
import type { Context } from './turn.js'

/** What a file says, together with what was written beside it; or why it says nothing. */
export async function readAttached(context: Context, file: AttachedFile, text: string): Promise<Said | Note> {
  const reader = context.fileReader()
  try {
    for await (const bytes of file.read()) reader.push(bytes)
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    context.log.info({ why: error.why }, 'A file was not read')
    return { key: `notes.file.${error.why}` }
  }
  const read = reader.finish()
  if (typeof read === 'string') return { key: `notes.file.${read}` }
  const { text: written, address, addresses, command } = context.understand(text)
  return { ...read, text: written, address, addresses, command }
}
