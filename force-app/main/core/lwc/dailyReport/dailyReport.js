import { LightningElement, api } from 'lwc'
import locale from '@salesforce/i18n/locale'
import timeZone from '@salesforce/i18n/timeZone'
import { call } from 'c/api'
import { reportBuckets } from 'c/reportBuckets'
import { fill, textOf } from 'c/texts'
import { labels } from './labels'

/**
 * @import { Answer } from '../../../../../middleware/routes/api/contract/index.ts'
 * @import { ApiProblem } from 'c/api'
 */

/** As the table shows it. @param {string} day */
const dayInWords = (day) =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day))

/** Day by day how many records ended in which bucket. Fires `records` with the title and the request of a number's records. */
export default class DailyReport extends LightningElement {
  /** @type {number} */
  @api connectionId

  labels = labels
  /** @type {Answer<'getReport'> | null} */
  report = null
  /** @type {ApiProblem | Error | null} */
  problem = null
  loading = true

  connectedCallback() {
    this.load()
  }

  async load() {
    this.loading = true
    this.problem = null
    try {
      const query = { zone: timeZone }
      const { body } = await call('getReport', { params: { connection: this.connectionId }, query })
      this.report = body
    } catch (problem) {
      this.problem = problem
    } finally {
      this.loading = false
    }
  }

  get columns() {
    return (this.report?.buckets ?? []).map((bucket) => ({ bucket, label: textOf(reportBuckets, bucket) }))
  }
  get days() {
    return (this.report?.days ?? []).map(({ day, counts }) => ({
      day,
      // Noon keeps a calendar day the same day in every zone.
      date: `${day}T12:00:00Z`,
      cells: this.columns.map(({ bucket, label }) => ({
        bucket,
        label,
        count: counts[bucket] ? fill('{0}', counts[bucket]) : null,
        title: fill(labels.openNumber, label, counts[bucket] ?? 0, dayInWords(day)),
        look: counts[bucket] ? '' : 'none'
      }))
    }))
  }
  get hasDays() {
    return this.days.length > 0
  }
  get isEmpty() {
    return this.report !== null && !this.hasDays
  }

  open(event) {
    const { day, bucket } = event.currentTarget.dataset
    const detail = {
      title: fill(labels.recordsOf, textOf(reportBuckets, bucket), dayInWords(day)),
      request: {
        route: 'listReportRecords',
        params: { connection: this.connectionId },
        query: { day, zone: timeZone, bucket }
      }
    }
    this.dispatchEvent(new CustomEvent('records', { detail }))
  }
}
