import { z } from 'zod'

const privilegeSchema = z.strictObject({
  name: z.string().regex(/^prv[A-Za-z]+$/),
  /** Rows beyond a lesser depth are silently left out of what the bot reads. */
  depth: z.literal('Global'),
  why: z.string().min(1),
  /** The facts that cannot be read without it. */
  facts: z.array(z.string()),
  /** The checks that are undetermined without it; empty: it only makes the evidence fuller. */
  checks: z.array(z.string()),
  /** Organizations on premises do not know it. */
  onlineOnly: z.literal(true).optional(),
})

const listSchema = z.strictObject({
  role: z.string().min(1),
  /** The same in every organization, so that two runs at the same time cannot create two roles. */
  roleId: z.guid(),
  privileges: z.array(privilegeSchema).min(1),
})

export type PrivilegeList = z.infer<typeof listSchema>
export type ListedPrivilege = PrivilegeList['privileges'][number]

/** Reads the text of deploymentTemplates/dataverse/privileges.json. Throws if it is not as expected. */
export function parsePrivilegeList(text: string): PrivilegeList {
  return listSchema.parse(JSON.parse(text))
}
