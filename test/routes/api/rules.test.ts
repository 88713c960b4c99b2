import '../../support/pipeline.ts'
import { expect, test } from 'vitest'
import { asOrg } from '../../support/api.ts'
import { startWorld } from '../../support/world.ts'

const rail = { most: 50, share: 0.02 }
const address = '/connections/1/rules'

test('rules are saved against the version that was read, and what can’t be kept is refused by its name', async () => {
  const world = await startWorld()
  const call = await asOrg(world.middleware(), 1)
  const { body, tag } = await call('GET', address)
  expect(body).toEqual({
    zone: 'UTC', cap: null, reserve: 0.2, quiet: null, schedule: null, readSchedule: null, approve: 'none',
    rails: { deletes: rail, blanks: rail, owners: rail }
  }) // prettier-ignore
  const save = (changed: object, version: string | null = tag) =>
    call('PUT', address, { ...(body as object), ...changed }, version === null ? {} : { tag: version })

  for (const [changed, field, said] of [
    [{ cap: -1 }, 'cap', /^cap: is a whole number from 0/],
    [{ cap: 2.5 }, 'cap', /^cap: is a whole number from 0/],
    [{ reserve: 20 }, 'reserve', /^reserve: is a share from 0 to 1; write 20 % as 0.2$/],
    [{ zone: 'Warsaw' }, 'zone', /is not a time zone; choose one like Europe\/Warsaw/],
    [{ quiet: { from: '22:00', to: '24:00' } }, 'quiet.to', /is not a time of day/],
    [{ quiet: { from: '22:00' } }, 'quiet.to', /is a time of day, like 02:00/],
    [{ approve: 'never' }, 'approve', /is "plan" or "none"/],
    [{ rails: { deletes: { most: -1, share: 0 }, blanks: rail, owners: rail } }, 'rails.deletes.most', /is a whole number, 0 or more/]
  ] as const) {
    const refused = await save(changed)
    expect(refused.status, field).toBe(422)
    expect(refused.body).toMatchObject({ field, detail: expect.stringMatching(said) as unknown })
  } // prettier-ignore
  expect((await save({ cap: 5 }, null)).status).toBe(428)

  const saved = await save({ cap: 5, quiet: { from: '22:00', to: '06:00' } })
  expect(saved).toMatchObject({ status: 200, body: { cap: 5, quiet: { from: '22:00', to: '06:00' } } })
  expect(saved.tag).not.toBe(tag)
  expect((await save({ cap: 9 })).status).toBe(412)
  expect(await call('GET', address)).toMatchObject({ tag: saved.tag, body: { cap: 5 } })
})
