/** `npm run privileges`: writes the table of privileges in the README of the role. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { privilegesText } from '../../src/cli/provision/provisionText.js'
import { readPrivilegeFile } from '../../src/privilegeFile.js'

const README = fileURLToPath(new URL('../../../deploymentTemplates/dataverse/README.md', import.meta.url))

const table = privilegesText(readPrivilegeFile())
const [heading = ''] = table.split('\n')
const before = readFileSync(README, 'utf8')
const start = before.indexOf(heading)
if (start < 0) throw new Error(`${README} has no table that begins with ${heading}`)
const end = before.indexOf('\n\n', start)
writeFileSync(README, `${before.slice(0, start)}${table}${end < 0 ? '\n' : before.slice(end)}`)
