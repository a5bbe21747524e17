import { readPrivilegeFile } from '../../../src/privilegeFile.js'

/** The repository's own list. */
export const LIST = readPrivilegeFile()
