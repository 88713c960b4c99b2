import { z } from 'zod'
import { SalesforceError } from './errors.ts'
import { toId18 } from './ids.ts'
import { parsed } from './query.ts'
import { reportSoql, type ReportColumn, type ReportFilter, type ReportQuestion } from './report-soql.ts'
import type { Session } from './session.ts'
import { objectName } from './soql.ts'

const filter = z.object({
  column: z.string(),
  operator: z.string(),
  value: z.string().nullish(),
  filterType: z.string().nullish()
})
const column = z.object({
  dataType: z.string(),
  label: z.string().nullish(),
  entityColumnName: z.string().nullish()
})
const list = z.array(z.unknown()).nullish()

const described = z.object({
  reportMetadata: z.object({
    name: z.string(),
    reportFormat: z.string().nullish(),
    reportType: z.object({ type: z.string(), label: z.string().nullish() }),
    reportFilters: z.array(filter).nullish(),
    reportBooleanFilter: z.string().nullish(),
    standardDateFilter: z
      .object({
        column: z.string().nullish(),
        durationValue: z.string().nullish(),
        startDate: z.string().nullish(),
        endDate: z.string().nullish()
      })
      .nullish(),
    standardFilters: z.array(z.object({ name: z.string(), value: z.string().nullish() })).nullish(),
    scope: z.string().nullish(),
    crossFilters: list,
    historicalSnapshotDates: list,
    topRows: z.unknown(),
    userOrHierarchyFilterId: z.string().nullish()
  }),
  reportExtendedMetadata: z.object({ detailColumnInfo: z.record(z.string(), column).default({}) }),
  reportTypeMetadata: z.object({
    categories: z.array(z.object({ columns: z.record(z.string(), column) })).default([])
  })
})
type Metadata = z.infer<typeof described>['reportMetadata']

export interface ReportRequest {
  readonly reportId: string
  /** The object whose records are wanted; the report must list these. */
  readonly object: string
  /** IANA zone of the user the report belongs to: a day begins and ends there. UTC unless given. */
  readonly timeZone?: string
  readonly signal?: AbortSignal
}

/**
 * A report as a query for the ids of its records, so that it has no limit of 2,000 rows and needs no login of higher
 * assurance. One call. Throws `invalid` with what stands in the way and what to do, when the report says something that a
 * query on the object can't.
 */
export async function reportQuery(session: Session, request: ReportRequest): Promise<string> {
  const { reportId, object, timeZone = 'UTC', signal } = request
  const path = `/analytics/reports/${checkedReportId(reportId)}/describe`
  const { body } = await session.request({ method: 'GET', path, signal })
  const report = parsed(described, body, 'the description of a report')
  const metadata = report.reportMetadata
  const untranslatable = hindrance(metadata, object)
  if (untranslatable !== null) throw cannot(metadata.name, untranslatable)

  const columns = new Map<string, ReportColumn>()
  const known = [
    report.reportExtendedMetadata.detailColumnInfo,
    ...report.reportTypeMetadata.categories.map((one) => one.columns)
  ]
  for (const [name, info] of known.flatMap((one) => Object.entries(one)))
    columns.set(name, { type: info.dataType, path: pathOf(object, info.entityColumnName ?? name) })
  return reportSoql({
    object: objectName(object),
    filters: (metadata.reportFilters ?? []).map(asFilter),
    logic: metadata.reportBooleanFilter ?? null,
    range: rangeOf(metadata),
    columns,
    timeZone,
    refuse: (why) => cannot(metadata.name, why)
  })
}

/** Throws `invalid` unless it is a report's id. */
export function checkedReportId(reportId: string): string {
  const id = toId18(reportId)
  if (id?.startsWith('00O') === true) return id
  throw new SalesforceError(
    'invalid',
    `${JSON.stringify(reportId.slice(0, 40))} is not the id of a report (00O…).`
  )
}

/** What of a report no query on the object can say. */
function hindrance(metadata: Metadata, object: string): string | null {
  const { reportType, scope, standardFilters, topRows } = metadata
  const type = reportType.type.replace(/^CustomEntity\$/, '')
  if (![`${object}List`, object].some((name) => name.toLowerCase() === type.toLowerCase()))
    return `its type is "${reportType.label ?? reportType.type}", not a list of ${object} records`
  if (metadata.reportFormat === 'MULTI_BLOCK') return 'it is a joined report'
  if ((metadata.crossFilters ?? []).length > 0) return 'it has a cross filter'
  if ((metadata.historicalSnapshotDates ?? []).length > 0) return 'it looks at the past (historical trending)'
  if (topRows !== null && topRows !== undefined) return 'it limits the number of rows'
  if (typeof metadata.userOrHierarchyFilterId === 'string') return 'it follows the role hierarchy'
  if (typeof scope === 'string' && !/^(organization|all)$/i.test(scope))
    return `it shows "${scope}" records only, not all`
  const narrow = (standardFilters ?? []).find(({ value }) => !/^(all\w*|)$/i.test(value ?? ''))
  return narrow === undefined ? null : `it has the standard filter "${narrow.name}"`
}

const asFilter = (one: z.infer<typeof filter>): ReportFilter => ({
  column: one.column,
  operator: one.filterType === 'fieldToField' ? 'fieldToField' : one.operator,
  value: one.value ?? ''
})

/** The standard date filter. Salesforce tells a relative range's days too, but only as they are today. */
function rangeOf({ standardDateFilter }: Metadata): ReportQuestion['range'] {
  const { column: name, durationValue, startDate = null, endDate = null } = standardDateFilter ?? {}
  if (typeof name !== 'string') return null
  if (typeof durationValue === 'string' && durationValue !== 'CUSTOM')
    return { column: name, during: durationValue }
  return startDate === null && endDate === null ? null : { column: name, from: startDate, to: endDate }
}

/** `Contact.Account.Name` is `Account.Name` of a contact. */
function pathOf(object: string, name: string): string {
  const lead = `${object}.`
  return name.toLowerCase().startsWith(lead.toLowerCase()) ? name.slice(lead.length) : name
}

const cannot = (name: string, why: string) =>
  new SalesforceError(
    'invalid',
    `The report "${name.slice(0, 80)}" can't be used as a list of records, because ${why}. Make a tabular report of that object with plain filters, or choose the CSV export.`
  )
