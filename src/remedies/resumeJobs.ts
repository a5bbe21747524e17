import { makePlan } from '../domain/repair/plan.js'
import { defineRemedy } from '../domain/repair/remedy.js'

/** asyncoperation.statecode: Suspended, Ready. Only a suspended job can be resumed. https://learn.microsoft.com/power-apps/developer/data-platform/asynchronous-service */
const SUSPENDED = 1
const READY = 0

/** Resumes the waiting jobs that an administrator chose. Everything after the step that was refused runs, too. */
export const resumeJobs = defineRemedy({
  id: 'resumeJobs',
  cures: ['heldJobs'],
  decides: 'administrator',
  // It releases what the jobs would have sent, which nobody can count, not the e-mails that wait.
  releasesMail: false,
  emptyMeans: 'done',
  chooses: 'jobs',
  needs: ['jobs'],
  plan({ chosen = [] }, { jobs }) {
    const resumed = jobs.filter(({ id }) => chosen.includes(id))
    if (resumed.length === 0) return []
    const plan = makePlan({
      way: 'resumeJobs',
      writes: resumed.map(({ id, etag }) => ({
        kind: 'update' as const,
        table: 'asyncoperation' as const,
        id,
        etag,
        before: { statecode: SUSPENDED },
        after: { statecode: READY },
        settles: true as const,
      })),
      gain: { count: 0, names: [] },
      args: { count: resumed.length, job: resumed[0]?.name ?? '' },
    })
    return [plan]
  },
})
