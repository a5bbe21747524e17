import type { ApproverRole } from '../../domain/repair/repair.js'
import { type FactQuery, type ReadContext, readOne } from '../facts/factQuestions.js'
import * as queries from '../facts/queries.js'
import { text } from '../facts/rowFields.js'
import type { DataverseClient } from '../http/dataverseClient.js'
import { DataverseError } from '../http/dataverseError.js'
import { rowsOf } from '../http/responses.js'
import * as repairQueries from './repairQueries.js'

/** System Administrator: role.roletemplateid, the same in every organization. */
const ADMINISTRATOR = '627090ff-40a3-4053-8790-584edc5be201'

/**
 * Which of the two roles that approving an address takes somebody lacks who was refused; null: it could not be read. Whoever
 * is a System Administrator in Dynamics 365 lacks the other one, which only Microsoft 365 knows.
 * https://learn.microsoft.com/power-platform/admin/connect-exchange-online#approve-mailboxes
 */
export async function missingApproverRole(person: DataverseClient, reading: ReadContext): Promise<ApproverRole | null> {
  const id = await idOf(person, reading)
  if (id === null) return null
  const held: FactQuery<boolean> = {
    question: {
      paths: [repairQueries.rolesHeldBy(id), repairQueries.teamRolesOf(id)],
      read: ([direct, teams]) => {
        const ofTeams = rowsOf(teams).flatMap(team => rowsOf({ value: team.teamroles_association }))
        return [...rowsOf(direct), ...ofTeams].some(role => text(role._roletemplateid_value) === ADMINISTRATOR)
      },
    },
    whole: isHeld => (isHeld ? [] : ['prvReadRole', 'prvReadTeam']),
  }
  const fact = await readOne(held, reading)
  return fact.ok ? (fact.value ? 'microsoft365' : 'dynamics') : null
}

async function idOf(person: DataverseClient, { call }: ReadContext): Promise<string | null> {
  try {
    return text((await person.get(queries.whoAmI(), call)).UserId)
  } catch (error) {
    if (error instanceof DataverseError) return null
    throw error
  }
}
