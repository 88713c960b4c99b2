import { randomBytes } from 'node:crypto'
import { notFound, uncertainRefusal } from '../errors.ts'
import { noContent, ok } from '../http/call.ts'
import type { ApiCall, Route } from '../http/call.ts'
import { toId } from '../ids.ts'
import { isPlainObject } from '../json.ts'
import type { Person } from '../login/people.ts'

const pattern = '/sobjects/User/:id/password'

/** A user's password: whether it has expired, a new one of the caller's, or one that Salesforce thinks up [V]. */
export const passwordRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', pattern, handle: (call) => ok({ isExpired: personOf(call).passwordExpired }) },
  {
    method: 'POST',
    pattern,
    handle: (call) => {
      const person = mayChange(call)
      const entry = Object.entries(isPlainObject(call.json) ? call.json : {}).find(
        ([name]) => name.toLowerCase() === 'newpassword'
      )
      if (typeof entry?.[1] !== 'string' || entry[1] === '') {
        throw uncertainRefusal('passwordMissing')
      }
      setPassword(person, entry[1])
      return noContent
    }
  },
  {
    method: 'DELETE',
    pattern,
    handle: (call) => {
      const NewPassword = randomBytes(9).toString('base64url')
      setPassword(mayChange(call), NewPassword)
      return ok({ NewPassword })
    }
  }
]

function setPassword(person: Person, password: string): void {
  person.password = password
  person.passwordExpired = false
}

function personOf({ org, params }: ApiCall): Person {
  const id = toId(params['id'])
  const person = [...org.people.all].find((each) => each.id === id)
  if (!person) throw notFound()
  return person
}

/** Everybody their own; an admin anybody's. */
function mayChange(call: ApiCall): Person {
  const person = personOf(call)
  const { userId } = call.session
  if (userId === person.id || userId === call.org.people.admin.id) return person
  throw uncertainRefusal('passwordOfOthers')
}
