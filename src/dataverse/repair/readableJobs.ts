import type { FactMissing } from '../../domain/diagnosis/facts.js'
import type { RepairFacts } from '../../domain/repair/repair.js'
import { type FactQuery, type ReadContext, readEach } from '../facts/factQuestions.js'
import { key } from '../facts/rowFields.js'
import { type Json, rowsOf } from '../http/responses.js'
import * as repairQueries from './repairQueries.js'

/** Leaves out the jobs that a person may not read: jobs carry the names of other people's workflows. `theirs`: reads as that person. */
export async function withReadableJobs(facts: RepairFacts, theirs: ReadContext): Promise<RepairFacts> {
  const { jobs } = facts
  if (!jobs?.ok || jobs.value.length === 0) return facts
  const strong: ReadContext = { ...theirs, call: { ...theirs.call, strong: true } }
  const [readable = hidden] = await readEach([idsOf(jobs.value.map(({ id }) => id))], strong)
  if (!readable.ok) return { ...facts, jobs: { ...readable, forPerson: true } }
  const seen = jobs.value.filter(({ id }) => readable.value.includes(id))
  return { ...facts, jobs: seen.length > 0 ? { ...jobs, value: seen } : hidden }
}

/** Whoever may read nothing gets an empty list, and not a refusal, if they have the privilege for their own rows. */
const hidden: FactMissing = {
  ok: false,
  why: 'forbidden',
  detail: 'the person may read none of these jobs',
  privilege: 'prvReadAsyncOperation',
  forPerson: true,
}

function idsOf(ids: readonly string[]): FactQuery<readonly string[]> {
  const question = {
    paths: [repairQueries.jobsById(ids)],
    read: ([answer]: readonly Json[]) => rowsOf(answer).map(row => key(row, 'asyncoperationid')),
  }
  return { question, privilege: 'prvReadAsyncOperation' }
}
