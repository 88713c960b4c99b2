import type { SoapOperation } from './soap-call.ts'
import { userInfo } from './user-info.ts'
import { tag } from './xml.ts'

/** What the session and the org say of themselves. */
export const sessionCalls: Readonly<Record<string, SoapOperation>> = {
  getServerTimestamp: ({ call }) =>
    `<result>${tag('timestamp', new Date(call.org.clock.now()).toISOString())}</result>`,
  getUserInfo: ({ call, session }) => `<result>${userInfo(call.org, session.userId)}</result>`,
  logout: ({ call, session }) => {
    call.org.sessions.close(session.token)
    return ''
  }
}
