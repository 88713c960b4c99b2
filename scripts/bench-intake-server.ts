import type { AddressInfo } from 'node:net'
import express from 'express'
import pg from 'pg'
import { SaxesParser } from 'saxes'
import { readConfig } from '../middleware/config.ts'
import { hashEndpointToken, isTokenOf } from '../middleware/guards/endpoint-token.ts'
import { createLog } from '../middleware/log.ts'
import { startMiddleware } from '../middleware/main.ts'
import { acknowledgement } from '../middleware/salesforce/acknowledgement.ts'

/** The server under load, in a process of its own: `floor` or `product`, the database's address, the endpoint's token. */
const [kind, url = '', token = ''] = process.argv.slice(2)
const port = kind === 'floor' ? await floor() : await product()
process.send?.({ port })
process.on('message', ({ collect }: { collect?: true }) => {
  if (collect === true) globalThis.gc?.()
  process.send?.({
    rssMb: process.memoryUsage.rss() / 2 ** 20,
    heapMb: process.memoryUsage().heapUsed / 2 ** 20
  })
})
process.on('disconnect', () => process.exit(0))

/** The real thing as `npm start` runs it, on a node that only takes messages. */
async function product(): Promise<number> {
  const config = readConfig({
    DATABASE_URL: url,
    PORT: '0',
    BOTHWAYS_ROLE: 'web',
    BOTHWAYS_KEY: `${'A'.repeat(43)}=`
  })
  const middleware = await startMiddleware(config, createLog('info'))
  process.on('SIGTERM', () => process.exit(0))
  return Number(new URL(middleware.url ?? '').port)
}

/** The same work with nothing around it: body cap, token hash, the same parser, one insert into the same table and indexes. */
async function floor(): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: 8 })
  const hash = hashEndpointToken(token)
  const app = express()
  app.post(
    '/hooks/salesforce/:token',
    express.raw({ type: () => true, limit: 1024 * 1024, inflate: false }),
    async (request, response) => {
      if (!isTokenOf(hash, request.params['token'])) throw new Error('wrong token')
      const { ids, objects, records } = read(request.body as Buffer)
      await pool.query(
        `insert into bench.inbox (org_id, connection_id, notification_id, object, record_id)
         select 1, 1, * from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing`,
        [ids, objects, records]
      )
      response.type('text/xml').send(acknowledgement(true))
    }
  )
  const server = app.listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  return (server.address() as AddressInfo).port
}

function read(body: Buffer): { ids: string[]; objects: string[]; records: string[] } {
  const [ids, objects, records]: [string[], string[], string[]] = [[], [], []]
  const parser = new SaxesParser({ xmlns: true, position: false })
  let text = ''
  parser.on('opentag', (tag) => {
    text = ''
    if (tag.local === 'sObject') objects.push(tag.attributes['xsi:type']?.value.split(':')[1] ?? '')
  })
  parser.on('text', (piece) => (text += piece))
  parser.on('closetag', ({ name }) => {
    if (name === 'Id') ids.push(text)
    if (name === 'sf:Id') records.push(text)
  })
  parser.write(body.toString()).close()
  return { ids, objects, records }
}
