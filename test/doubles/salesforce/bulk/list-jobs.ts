import { ok } from '../http/call.ts'
import type { ApiCall, Reply } from '../http/call.ts'
import { jobInfo } from './job.ts'
import { maySee } from './own-job.ts'

/** Jobs on a page of the list [K]. */
const pageSize = 1000

/** All jobs, of both kinds unless `jobType` asks for one [K]; `queryLocator` goes on. */
export function listJobs({ org, query, path, session }: ApiCall): Reply {
  const type = query.get('jobType')
  const jobs = org.bulk
    .list()
    .filter((job) => maySee(org, session.userId, job))
    .filter((job) => type === null || type === (job.kind === 'ingest' ? 'V2Ingest' : 'V2Query'))
  const from = Number(query.get('queryLocator') ?? 0) || 0
  const done = from + pageSize >= jobs.length
  return ok({
    done,
    nextRecordsUrl: done ? null : `${path}?queryLocator=${from + pageSize}`,
    records: jobs.slice(from, from + pageSize).map((job) => jobInfo(job, false))
  })
}
