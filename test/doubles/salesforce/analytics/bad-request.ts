import { ApiError } from '../errors.ts'

/** The Analytics API's refusals carry a code of their own beside the usual envelope [K]. */
export const badRequest = (message: string) => new ApiError(400, 'BAD_REQUEST', message)
