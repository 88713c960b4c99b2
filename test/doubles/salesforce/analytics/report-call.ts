import { notFound } from '../errors.ts'
import type { ApiCall } from '../http/call.ts'
import { isPlainObject } from '../json.ts'
import type { ReportDefinition } from './definition.ts'

/** The report a call's path names. */
export function reportOf({ org, params }: ApiCall): ReportDefinition {
  const report = org.reports.find(params['id'] ?? '')
  if (!report) throw notFound()
  return report
}

export const addressOf = ({ version }: ApiCall, { id }: ReportDefinition) =>
  `/services/data/v${version}/analytics/reports/${id}`

export function attributesOf(call: ApiCall, report: ReportDefinition): object {
  const url = addressOf(call, report)
  return {
    type: 'Report',
    describeUrl: `${url}/describe`,
    instancesUrl: `${url}/instances`,
    reportId: report.id,
    reportName: report.name
  }
}

/** Details only when asked for, by the address or by `reportMetadata.hasDetailRows` [V/K]. */
export function wantsDetails({ query, json }: ApiCall): boolean {
  const asked = query.get('includeDetails')
  if (asked !== null) return asked === 'true'
  const metadata = isPlainObject(json) ? json['reportMetadata'] : undefined
  return isPlainObject(metadata) && metadata['hasDetailRows'] === true
}
