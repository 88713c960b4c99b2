import { z } from 'zod'
import { instant } from './common.ts'

/** Objects that have a page in the console. */
export const recordObject = z.enum(['Contact', 'Lead', 'Account'])
export type RecordObject = z.infer<typeof recordObject>

export const recordSearch = z.object({
  object: recordObject,
  /** A name, an e-mail address, or the beginning of one; without it: what changed last. */
  text: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50)
})
export const foundRecord = z.object({
  salesforceId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  company: z.string().nullable(),
  modifiedAt: instant
})

/** Fields as the page's layout lists them, separated by commas. */
export const recordPageQuery = z.object({
  fields: z.string().max(4000).regex(/^\w+(,\w+)*$/, 'must be API names separated by commas')
}) // prettier-ignore
export const recordPage = z.object({
  salesforceId: z.string(),
  object: recordObject,
  objectLabel: z.string(),
  name: z.string(),
  /** Of those asked for, the ones that the sync user may see. */
  fields: z.array(
    z.object({
      /** As it was asked for. */
      name: z.string(),
      label: z.string(),
      /** As Salesforce describes it: string, email, datetime, reference, address, … */
      type: z.string(),
      value: z.string().nullable(),
      /** What people read in place of the value: the name behind an id, the lines of an address. */
      text: z.string().nullable()
    })
  ),
  /** The record in Salesforce. */
  address: z.url()
})
export type RecordPage = z.infer<typeof recordPage>
