import '../support/pipeline.ts'
import { describe, expect, test, vi } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { admin, lookOutside } from '../support/two-way.ts'
import { create, modes, record, start } from './world.ts'

vi.setConfig({ testTimeout: 180_000 })

const fields = ['Contact_Id', 'Score', 'Tags', 'Email_Opt_Out', 'Phone_Opt_Out', 'State', 'Last_Visit']

interface Layout {
  readonly layoutSections: readonly {
    readonly layoutColumns: readonly {
      readonly layoutItems?: readonly { readonly field?: string; readonly page?: string }[]
    }[]
  }[]
}

describe.each(modes)('with the package %s', (mode, prefix) => {
  test.each(['Contact', 'Lead', 'Account'])(
    `A8: the %s layout has SALESmanago's fields and the iFrame, and the set-up says how it is assigned per profile (${mode})`,
    async (object) => {
      const { world, api } = await start(mode)
      const layout = (await admin(world).metadata.read('Layout', `${object}-${prefix}SALESmanago ${object} Layout`)) as unknown as Layout // prettier-ignore
      const shown = layout.layoutSections.flatMap(({ layoutColumns }) =>
        [layoutColumns].flat().flatMap(({ layoutItems = [] }) => [layoutItems].flat())
      )
      const names = shown.flatMap(({ field = '' }) => (field.includes('SALESmanago_') ? [field] : []))
      expect(names.sort()).toEqual(fields.map((name) => `${prefix}SALESmanago_${name}__c`).sort())
      expect(shown.flatMap(({ page }) => page ?? [])).toEqual([`${prefix}${object}Panel`])
      const { items } = (await api('GET', '/setup')).body as { items: { name: string; byHand: string[] }[] }
      const said = items.find(({ name }) => name === 'layouts')?.byHand.join(' ')
      expect(said).toMatch(/Page Layout Assignment/)
      expect(said).toContain(object)
    }
  )

  test.each([
    ['Contact', { LastName: 'Nowak', Email: 'anna@example.com' }],
    ['Lead', { LastName: 'Nowak', Company: 'Acme', Email: 'anna@example.com' }]
  ])(
    `A8: the fields of a %s are filled, and the landing page named in iFrame Name is shown for that record (${mode})`,
    async (object, values) => {
      const { world, api } = await start(mode)
      const id = await create(world, object, values)
      await world.initialSync()
      await eventually(() => world.outside(id), (one) => one !== undefined, 30) // prettier-ignore
      world.double.control({ edit: { contact: { email: 'anna@example.com' }, tags: ['VIP'] } })
      await lookOutside(world)
      const tags = `${prefix}SALESmanago_Tags__c`
      await eventually(() => record(world, object, id), (one) => one[tags] === 'VIP', 30) // prettier-ignore
      const opened = await api('POST', `/records/${id}/panel`, { connection: 1 })
      expect(opened.status, opened.text).toBe(200)
      const { url } = opened.body as { url: string }
      const page = await (await fetch(url)).text()
      const framed = /<iframe src="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
      expect(framed).toContain(`/${world.double.settings['iFrameName'] ?? ''}.htm?contactId=`)
      expect(await (await fetch(framed)).text()).toContain('anna@example.com')
    }
  )
})
