import FileLink from 'c/fileLink'
import { ApiProblem } from 'c/api'
import { answering, one, press, show, wordsOf } from 'test/screen'
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
