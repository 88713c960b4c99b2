import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Listens on loopback only; answers the port. */
export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port // a TCP server's address is always this
}

/** Ends a server and every connection it still has. */
export async function shut(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}
