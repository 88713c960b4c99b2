import { ApiController, SetupController } from './middleware.js'

const classes = { ApiController, SetupController }

/** The middleware in place of an Apex method; errors have the shape that the platform gives them. */
export function method(name) {
  const [owner, what] = name.split('.').slice(-2)
  const run = classes[owner]?.[what]
  if (run === undefined) throw new Error(`The console has nothing in place of ${name}.`)
  return async (parameters) => {
    try {
      return await run(parameters ?? {})
    } catch (error) {
      throw { body: { message: error.message }, status: 500, statusText: 'Server Error', ok: false }
    }
  }
}

export const refreshApex = () => Promise.resolve()
