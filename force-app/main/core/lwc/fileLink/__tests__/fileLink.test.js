import FileLink from 'c/fileLink'
import { ApiProblem } from 'c/api'
import { all, answering, asked, one, press, settled, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const showing = () =>
  show('c-file-link', FileLink, { route: 'exportAccessSet', label: 'Access set', fileName: 'access.zip' })

it('makes the file when it is asked for, and offers it by its name', async () => {
  answering({ exportAccessSet: { media: 'application/zip', base64: 'UEs=' } })
  const element = await showing()
  expect(one(element, 'a')).toBeNull()
  await press(element, 'Prepare Access set')
  const link = one(element, 'a')
  expect(link.href).toBe('data:application/zip;base64,UEs=')
  expect(link.download).toBe('access.zip')
  expect(link.textContent).toBe('Download Access set')
  await expectAccessible(element)
})

it('says why there is no file, and can be asked again', async () => {
  answering({
    exportAccessSet: () => {
      throw new ApiProblem({ status: 409, code: 'no-mapping', detail: 'Nothing is mapped yet.' })
    }
  })
  const element = await showing()
  await press(element, 'Prepare Access set')
  expect(wordsOf(element)).toContain('Nothing is mapped yet.')
  expect(wordsOf(element)).toContain('Prepare Access set')
})

describe('of one thing among many', () => {
  const plan = (number) => ({ route: 'exportPlan', params: { plan: number }, label: 'the plan' })
  const files = { exportPlan: ({ params }) => ({ media: 'text/csv', base64: btoa(`plan ${params.plan}`) }) }

  it('is forgotten when another thing is meant, and kept when it is the same', async () => {
    answering(files)
    const element = await show('c-file-link', FileLink, plan(7))
    await press(element, 'Prepare the plan')
    element.params = { plan: 7 }
    await settled()
    expect(one(element, 'a').href).toBe(`data:text/csv;base64,${btoa('plan 7')}`)
    element.params = { plan: 8 }
    await settled()
    expect(one(element, 'a')).toBeNull()
    await press(element, 'Prepare the plan')
    expect(one(element, 'a').href).toBe(`data:text/csv;base64,${btoa('plan 8')}`)
    expect(asked('exportPlan').map(({ params }) => params.plan)).toEqual([7, 8])
  })

  it('does not offer the file of what was meant before', async () => {
    let answer
    answering({ exportPlan: () => new Promise((resolve) => (answer = resolve)) })
    const element = await show('c-file-link', FileLink, plan(7))
    await press(element, 'Prepare the plan')
    element.params = { plan: 8 }
    answer({ media: 'text/csv', base64: btoa('plan 7') })
    await settled()
    expect(all(element, 'a')).toEqual([])
  })
})
