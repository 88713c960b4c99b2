import { uncertainRefusal } from '../errors.ts'

/** The Analytics API's refusals carry a code of their own beside the usual envelope. */
export const badRequest = (problem: string) => uncertainRefusal('reportRequestInvalid', { problem })
