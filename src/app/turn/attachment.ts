import type { Note } from '../../domain/case/case.js'
import type { ParsedMessage, UnreadReason } from '../../domain/parsedMessage.js'
import { type AttachedFile, FileRefused } from '../ports.js'
import type { Context } from './turn.js'

/** The content of a file together with the text that came with it, or a note that says why the file was not read. */
export async function readAttached(context: Context, file: AttachedFile, text: string): Promise<ParsedMessage | Note> {
  const read = await readOrRefuse(context, file)
  if (typeof read === 'string') {
    context.log.info({ why: read }, 'A file was not read')
    return { key: `notes.file.${read}` }
  }
  const { text: written, address, addresses, account, command, masked, place } = context.understand(text)
  const parties = {
    address,
    addresses,
    ...(account !== undefined && { account }),
    ...(place !== undefined && { place }),
  }
  return { ...read, ...parties, text: written, command, masked: read.masked || masked }
}

async function readOrRefuse(
  context: Context,
  file: AttachedFile,
): Promise<ParsedMessage | UnreadReason | FileRefused['why']> {
  try {
    return await context.readFile(file.read())
  } catch (error) {
    if (error instanceof FileRefused) return error.why
    throw error
  }
}
