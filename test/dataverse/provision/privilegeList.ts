import { readFileSync } from 'node:fs'
import { parsePrivilegeList } from '../../../src/dataverse/provision/privilegeList.js'

/** The repository's own list. */
export const LIST = parsePrivilegeList(
  readFileSync(new URL('../../../../deploymentTemplates/dataverse/privileges.json', import.meta.url), 'utf8'),
)
