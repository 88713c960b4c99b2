import { ConnectorError, type Context } from '../connector.ts'
import { list } from '../decode.ts'
import { addressKey } from './contact.ts'
import { post } from './requests.ts'

/** Proves Endpoint, Client Id, API Secret and Data Owner with one call. Throws `ConnectorError` naming the setting. */
export async function check(ctx: Context): Promise<void> {
  const { body } = await post(ctx, '/user/listByClient').catch((error: unknown) => blamed(error))
  const owner = addressKey(ctx.settings['owner'] ?? '')
  const known = list(body, 'users').some((user) => typeof user === 'string' && addressKey(user) === owner)
  if (!known)
    throw new ConnectorError(
      'invalid',
      `SALESmanago has no user ${owner}: Data Owner has to be the address somebody logs in there with.`,
      { setting: 'owner' }
    )
}

/** A host that can't be reached, or that answers like no SALESmanago server, is the wrong host. */
function blamed(error: unknown): never {
  if (!(error instanceof ConnectorError) || error.setting !== undefined || !wrongHost(error)) throw error
  throw new ConnectorError(error.kind, `${error.message} Check the Endpoint.`, {
    setting: 'endpoint',
    cause: error,
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs })
  })
}

const wrongHost = ({ kind }: ConnectorError) =>
  kind === 'unavailable' || kind === 'not-found' || kind === 'schema' || kind === 'forbidden'
