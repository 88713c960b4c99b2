import { expect, test } from 'vitest'
import { cardAddress, checkPanel, panel } from '../../middleware/connectors/salesmanago/panel.ts'
import { world } from './salesmanago-world.ts'

const settings = {
  endpoint: 'app3.salesmanago.pl',
  clientId: 'client-abc',
  microSiteKey: 'mskey-789',
  iFrameName: 'crm_card'
}
const contactId = '7f3c2a10-0001-11ee-b962-0242ac120002'
const page = 'https://app3.salesmanago.pl/ms/client-abc/default/crm_card.htm'

test.each([
  [{ contactId }, `${page}?contactId=${contactId}&sha=b180344fc05413e5e8e3b561718e712172919dce`],
  [
    { email: 'anna.nowak@example.com' },
    `${page}?email=anna.nowak%40example.com&sha=915a9510d4a998697d9df25ced2216c972f9e101`
  ],
  [null, `${page}?sha=8d10aff6e01895f635436b723790b84ba7534d08`]
])('the landing page of %o has the proof that SALESmanago makes', (person, address) => {
  expect(cardAddress(settings, person)).toBe(address)
})

test('the name of a landing page is escaped in its address and plain in its proof', async () => {
  const { double, create } = await world({}, 0, { iFrameName: 'karta klienta/ą' })
  const [id = ''] = await create({ email: 'anna@example.com', name: 'Anna Nowak' })
  const shown = panel(double.settings, id)
  const address = 'url' in shown ? shown.url : expect.unreachable(shown.missing)
  expect(address).toContain('/karta%20klienta%2F%C4%85.htm')
  const reply = await fetch(address)
  expect(reply.status).toBe(200)
  expect(await reply.text()).toContain('Anna Nowak')
})

test.each([
  [{ microSiteKey: '' }, 'MicroSite Key'],
  [{ iFrameName: ' ' }, 'iFrame Name'],
  [{ microSiteKey: '', iFrameName: '' }, 'MicroSite Key and iFrame Name']
])('without %o a person is told what to fill in', (blank, named) => {
  expect(panel({ ...settings, ...blank }, contactId)).toEqual({
    missing: `Fill in ${named} in Connection Settings to see the landing page here.`
  })
})

test('a wrong MicroSite Key or iFrame Name is named; a vendor that is down, and blanks, say nothing of them', async () => {
  const { double, ctx } = await world()
  const withSettings = (some: Record<string, string>) => ({ ...ctx, settings: { ...ctx.settings, ...some } })
  await checkPanel(ctx)
  await checkPanel(withSettings({ microSiteKey: '' }))
  await expect(checkPanel(withSettings({ microSiteKey: 'mistyped' }))).rejects.toMatchObject({ kind: 'invalid', setting: 'microSiteKey' }) // prettier-ignore
  await expect(checkPanel(withSettings({ iFrameName: 'no page' }))).rejects.toMatchObject({ kind: 'invalid', setting: 'iFrameName' }) // prettier-ignore
  await double.close()
  await checkPanel(ctx)
})
