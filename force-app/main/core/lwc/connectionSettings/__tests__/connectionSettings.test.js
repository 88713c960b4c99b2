import ConnectionSettings from 'c/connectionSettings'
import { ApiProblem } from 'c/api'
import { all, answering, asked, control, one, press, settled, show, type, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const setting = (name, label, kind, optional = false) => ({ name, label, type: kind, optional, help: `About ${label}.`, warnWhenBlank: null }) // prettier-ignore
const connector = {
  name: 'vendor',
  label: 'Vendor',
  editions: ['Enterprise', 'Unlimited'],
  settings: [
    setting('endpoint', 'Endpoint', 'text'),
    setting('apiSecret', 'API Secret', 'secret'),
    setting('owner', 'Data Owner', 'email'),
    setting('accountName', 'Account Name', 'text', true)
  ]
}
const settings = {
  body: {
    values: { endpoint: 'app3.vendor.test', owner: 'a@b.test', accountName: '' },
    secrets: ['apiSecret']
  },
  tag: '7'
}
const well = { ok: true, problems: [], warnings: [] }
const refuse = (problem) => () => {
  throw new ApiProblem({ code: 'invalid', status: 422, ...problem })
}

const showing = async (answers = {}, connectionId = 4) => {
  answering({ getSettings: settings, ...answers })
  const element = await show('c-connection-settings', ConnectionSettings, {
    connector,
    connectionId,
    suggestedName: 'Vendor 2'
  })
  const saved = []
  element.addEventListener('saved', ({ detail }) => saved.push(detail))
  return { element, saved }
}
const box = (element, name) => all(element, 'c-setting-input').find((each) => each.setting.name === name)
const input = (element, name) => one(box(element, name), 'lightning-input')
const typing = async (element, name, value) => {
  box(element, name).dispatchEvent(new CustomEvent('change', { detail: { name, value } }))
  await settled()
}

it('draws the form that the connector declares, with the values that are saved', async () => {
  const { element } = await showing()
  expect(all(element, 'c-setting-input').map((each) => each.setting.label)).toEqual([
    'Endpoint',
    'API Secret',
    'Data Owner',
    'Account Name'
  ])
  expect(input(element, 'endpoint').value).toBe('app3.vendor.test')
  expect(box(element, 'apiSecret').isSet).toBe(true)
  expect(wordsOf(element)).toContain('For these editions of Salesforce: Enterprise, Unlimited.')
  await expectAccessible(element)
})

it('saves against the version that was read, and sends no secret that was not typed', async () => {
  const { element, saved } = await showing({ saveSettings: { ...settings, tag: '8' }, checkConnection: well })
  await typing(element, 'endpoint', 'app4.vendor.test')
  expect(element.dirty).toBe(true)
  await press(element, 'Save Settings')
  expect(asked('saveSettings')).toEqual([
    {
      params: { connection: 4 },
      body: { values: { endpoint: 'app4.vendor.test', owner: 'a@b.test', accountName: '' } },
      tag: '7'
    }
  ])
  expect(saved).toEqual([{ connection: 4, made: false }])
  expect(element.dirty).toBe(false)
  await press(element, 'Save Settings')
  expect(asked('saveSettings')[1].tag).toBe('8')
})

it('makes a new connection with what was typed', async () => {
  const { element, saved } = await showing({ createConnection: { connection: 9, intake: '' } }, null)
  await typing(element, 'endpoint', 'e')
  await typing(element, 'apiSecret', 's')
  await typing(element, 'owner', 'o@p.test')
  await press(element, 'Save Settings')
  expect(asked('createConnection')[0].body).toEqual({
    connector: 'vendor',
    name: 'Vendor 2',
    values: { endpoint: 'e', apiSecret: 's', owner: 'o@p.test', accountName: '' }
  })
  expect(saved).toEqual([{ connection: 9, made: true }])
})

it('marks the name of a new connection when another has it, and keeps what was typed', async () => {
  const { element } = await showing(
    { createConnection: refuse({ status: 409, detail: 'There is one already.', field: 'name' }) },
    null
  )
  await typing(element, 'endpoint', 'e')
  await typing(element, 'apiSecret', 's')
  await typing(element, 'owner', 'o@p.test')
  const name = one(element, 'lightning-input')
  await type(name, 'Vendor')
  await press(element, 'Save Settings')
  expect(name.message).toBe('There is one already.')
  expect(input(element, 'owner').value).toBe('o@p.test')
  answering({ getSettings: settings, createConnection: { connection: 9, intake: '' } })
  await type(name, 'Vendor 3')
  await press(element, 'Save Settings')
  expect(asked('createConnection')[1].body.name).toBe('Vendor 3')
})

it('sends nothing while a required value is missing', async () => {
  const { element } = await showing({}, null)
  await press(element, 'Save Settings')
  expect(asked('createConnection')).toEqual([])
  expect(input(element, 'endpoint').message).not.toBe('')
})

it('marks the field of a wrong value with what is said of it and what to do', async () => {
  const { element } = await showing({
    saveSettings: refuse({ detail: 'No such user.', field: 'values.owner', next: 'Look at Users.' })
  })
  await typing(element, 'owner', 'x@y.test')
  await press(element, 'Save Settings')
  expect(input(element, 'owner').message).toBe('No such user. Look at Users.')
  expect(input(element, 'owner').hasFocus).toBe(true)
  expect(input(element, 'owner').value).toBe('x@y.test')
  expect(input(element, 'endpoint').message).toBe('')
})

it('says in a note what belongs to no field, and keeps what was typed', async () => {
  const { element } = await showing({
    saveSettings: refuse({ status: 503, detail: 'Vendor does not answer.' })
  })
  await typing(element, 'endpoint', 'e')
  await press(element, 'Save Settings')
  expect(wordsOf(element)).toContain('Vendor does not answer.')
  expect(input(element, 'endpoint').value).toBe('e')
})

it('keeps what was typed when somebody else has saved meanwhile, and reloads only when asked', async () => {
  const { element } = await showing({ saveSettings: refuse({ status: 412, detail: 'Changed.' }) })
  await typing(element, 'endpoint', 'mine')
  await press(element, 'Save Settings')
  expect(wordsOf(element)).toContain('Somebody else has changed these settings meanwhile.')
  expect(input(element, 'endpoint').value).toBe('mine')
  await press(element, 'Reload')
  expect(input(element, 'endpoint').value).toBe('app3.vendor.test')
  expect(wordsOf(element)).not.toContain('Somebody else')
})

it('tells what the check found: at the field where it knows one, else in words', async () => {
  const { element } = await showing({
    checkConnection: {
      ok: false,
      problems: [
        { setting: 'apiSecret', message: 'The secret is wrong.' },
        { setting: null, message: 'Professional Edition can’t be used.' }
      ],
      warnings: [{ setting: null, message: 'The page of records is not shown.' }]
    }
  })
  await press(element, 'Check connection')
  expect(input(element, 'apiSecret').message).toBe('The secret is wrong.')
  expect(wordsOf(element)).toContain('Professional Edition can’t be used.')
  expect(wordsOf(element)).toContain('The page of records is not shown.')
  expect(wordsOf(element)).not.toContain('Both logins work.')
})

it('tells after saving, and of a connection that was made just now, what the check finds', async () => {
  const wrong = [{ setting: 'accountName', message: 'Account Name: there is no such Account.' }]
  const answers = {
    saveSettings: { ...settings, tag: '8' },
    checkConnection: { ok: false, problems: wrong, warnings: [] }
  }
  const { element } = await showing(answers)
  await typing(element, 'accountName', 'Nobody')
  await press(element, 'Save Settings')
  expect(input(element, 'accountName').message).toBe('Account Name: there is no such Account.')
  answering({ getSettings: settings, ...answers })
  const made = await show('c-connection-settings', ConnectionSettings, { connector, connectionId: 4, justMade: true }) // prettier-ignore
  expect(input(made, 'accountName').message).toBe('Account Name: there is no such Account.')
  expect(asked('checkConnection')).toHaveLength(2)
})

it('says once what a blank box means: below the box, and not again with what the check found', async () => {
  const warnWhenBlank = 'Without it nobody sees them.'
  const warning = connector.settings.map((each) => (each.name === 'accountName' ? { ...each, warnWhenBlank } : each)) // prettier-ignore
  const found = [{ setting: 'accountName', message: warnWhenBlank }, { setting: null, message: 'Look at the edition.' }] // prettier-ignore
  const { element } = await showing({ checkConnection: { ok: true, problems: [], warnings: found } })
  element.connector = { ...connector, settings: warning }
  await press(element, 'Check connection')
  expect(wordsOf(element).split(warnWhenBlank)).toHaveLength(2)
  expect(wordsOf(element)).toContain('Look at the edition.')
})

it('checks what is saved only, not what is typed', async () => {
  const { element } = await showing({ checkConnection: { ok: true, problems: [], warnings: [] } })
  await press(element, 'Check connection')
  expect(wordsOf(element)).toContain('Both logins work.')
  await typing(element, 'endpoint', 'e')
  expect(control(element, 'Check connection').disabled).toBe(true)
  expect(wordsOf(element)).not.toContain('Both logins work.')
})

it('warns before the page is left with changes that are not saved', async () => {
  const { element } = await showing()
  const leave = () => {
    const event = new CustomEvent('beforeunload', { cancelable: true })
    window.dispatchEvent(event)
    return event.defaultPrevented
  }
  expect(leave()).toBe(false)
  await typing(element, 'endpoint', 'e')
  expect(wordsOf(element)).toContain('There are changes that are not saved.')
  expect(leave()).toBe(true)
  await press(element, 'Discard changes')
  expect(leave()).toBe(false)
  expect(input(element, 'endpoint').value).toBe('app3.vendor.test')
})

it('offers to try again when the settings can’t be read', async () => {
  let fails = true
  const { element } = await showing({
    getSettings: () => {
      if (fails) throw new ApiProblem({ status: 0, code: 'not-reached', detail: 'No answer.' })
      return settings
    }
  })
  expect(wordsOf(element)).toContain('No answer.')
  fails = false
  await press(element, 'Try again')
  expect(input(element, 'endpoint').value).toBe('app3.vendor.test')
  expect(wordsOf(element)).not.toContain('No answer.')
})
