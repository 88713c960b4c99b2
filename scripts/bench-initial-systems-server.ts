import { cpuOfProcess } from './bench-cpu.ts'
import { startOrg } from '../test/doubles/salesforce/index.ts'
import { startSalesmanago, type SalesmanagoDouble } from '../test/doubles/salesmanago/index.ts'

/** The systems on both sides, without latency: a practice org with so many contacts, and a SALESmanago that begins empty at each message. */
const org = await startOrg({ seed: Number(process.argv[2]) })
const { url, orgId, credentials } = org
let double: SalesmanagoDouble | undefined
async function answer({ ask }: { readonly ask: 'empty' | 'count' }): Promise<void> {
  if (ask === 'count') {
    process.send?.({ count: Number(double?.control({})['contacts']), cpuSeconds: cpuOfProcess() })
    return
  }
  await double?.close()
  double = await startSalesmanago()
  process.send?.({ url: double.url, settings: double.settings })
}
process.on('message', (question: { readonly ask: 'empty' | 'count' }) => {
  void answer(question)
})
process.send?.({ url, orgId, jwt: credentials.jwt, token: org.accessToken })
