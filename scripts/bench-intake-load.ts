import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from './bench-support.ts'

/** How messages are sent: `closed` keeps `concurrency` under way, `open` sends `perSecond` whatever the answers take. */
export interface Load {
  readonly port: number
  readonly token: string
  readonly seconds: number
  readonly notifications: number
  /** Fields of a record beside its Id; what the product sets up sends none. */
  readonly fields: number
  readonly concurrency?: number
  readonly perSecond?: number
}
/** `ms` are counted from when a message was due, so that a stall counts for all that waited behind it. */
export interface LoadResult {
  readonly failed: number
  /** Turned away because too many were under way; sent again after 2 s, as Salesforce does, and their wait counts. */
  readonly repeated: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

let next = Date.now() * 1000

process.send?.({})
process.on('message', (load: Load) => {
  const run = load.concurrency === undefined ? open(load) : closed(load)
  run.then((result) => process.send?.(result), fail)
})
process.on('disconnect', () => process.exit(0))

async function closed(load: Load): Promise<LoadResult> {
  const sent = sender(load)
  const end = performance.now() + load.seconds * 1000
  const one = async () => {
    while (performance.now() < end) await sent.deliver(performance.now())
  }
  await Promise.all(Array.from({ length: load.concurrency ?? 1 }, one))
  return sent.result()
}

async function open(load: Load): Promise<LoadResult> {
  const sent = sender(load)
  const perSecond = load.perSecond ?? 1
  const started = performance.now()
  const all: Promise<void>[] = []
  for (let i = 0; i < load.seconds * perSecond; i++) {
    const due = started + (i * 1000) / perSecond
    const early = due - performance.now()
    if (early > 0) await sleep(early)
    all.push(sent.deliver(due))
  }
  await Promise.all(all)
  return sent.result()
}

function sender(load: Load) {
  const agent = new Agent({ keepAlive: true })
  const started = performance.now()
  const ms: number[] = []
  let failed = 0
  let repeated = 0
  return {
    async deliver(due: number): Promise<void> {
      const body = envelope(load.notifications, load.fields)
      let status = await post(agent, load, body)
      while (status === 503) {
        repeated++
        await sleep(2000)
        status = await post(agent, load, body)
      }
      if (status === 200) ms.push(performance.now() - due)
      else failed++
    },
    result(): LoadResult {
      agent.destroy()
      const perSecond = (ms.length * 1000) / (performance.now() - started)
      return { failed, repeated, perSecond, p50: percentile(ms, 0.5), p99: percentile(ms, 0.99), max: percentile(ms, 1) } // prettier-ignore
    }
  }
}

function post(agent: Agent, load: Load, body: string): Promise<number> {
  const headers = {
    'content-type': 'text/xml; charset=utf-8',
    soapaction: '""',
    'content-length': Buffer.byteLength(body)
  }
  const path = `/hooks/salesforce/${load.token}`
  const options = { host: '127.0.0.1', port: load.port, agent, method: 'POST', path, headers }
  return new Promise((resolve, reject) => {
    const call = request(options, (response) => {
      response.resume().on('error', reject)
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    call.on('error', reject).end(body)
  })
}

/** Every notification is a new one, of a record of its own. */
function envelope(notifications: number, fields: number): string {
  const field = (_: unknown, i: number) =>
    `\n     <sf:Field_Number_${i}__c>value of some length, ${i}</sf:Field_Number_${i}__c>`
  const more = Array.from({ length: fields }, field).join('')
  let all = ''
  for (let i = 0; i < notifications; i++) {
    const number = String(next++).slice(-10)
    all += `\n   <Notification>\n    <Id>04lxx${number}AAA</Id>\n    <sObject xsi:type="sf:Contact" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">\n     <sf:Id>003xx${number}AAA</sf:Id>${more}\n    </sObject>\n   </Notification>`
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n <soapenv:Body>\n  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">\n   <OrganizationId>00Dxx0000000001EAA</OrganizationId>\n   <ActionId>04kxx0000000001AAA</ActionId>\n   <SessionId xsi:nil="true"/>\n   <EnterpriseUrl>https://acme.my.salesforce.com/services/Soap/c/62.0/00Dxx0000000001</EnterpriseUrl>\n   <PartnerUrl>https://acme.my.salesforce.com/services/Soap/u/62.0/00Dxx0000000001</PartnerUrl>${all}\n  </notifications>\n </soapenv:Body>\n</soapenv:Envelope>`
}

function fail(error: unknown): void {
  console.error(error)
  process.exit(1)
}
