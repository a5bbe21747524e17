import { readFileSync } from 'node:fs'
import { type PrivilegeList, parsePrivilegeList } from './dataverse/provision/privilegeList.js'

/** Of the project; this file runs below dist/src, by itself or as a part of a bundle. */
const FILE = new URL('../../deploymentTemplates/dataverse/privileges.json', import.meta.url)

/** The privileges that the bot's role has to have. */
export function readPrivilegeFile(): PrivilegeList {
  return parsePrivilegeList(readFileSync(FILE, 'utf8'))
}
