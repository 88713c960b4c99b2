import LightningModal from 'lightning/modal'
import { call } from 'c/api'
import { text } from 'shell/text'

/** What each way to log in asks for. */
const asked = {
  jwt: ['loginUrl', 'clientId', 'username', 'privateKey'],
  'client-credentials': ['loginUrl', 'clientId', 'clientSecret'],
  password: ['loginUrl', 'username', 'password', 'securityToken']
}
const secret = new Set(['clientSecret', 'password', 'securityToken'])
const optional = new Set(['securityToken', 'name'])

/** Registers an org: how the sync user logs in there is proven before it is stored. Closes with the org. */
export default class RegisterOrg extends LightningModal {
  text = text
  kind = 'jwt'
  problem
  busy = false

  get kinds() {
    return Object.keys(asked).map((value) => ({ value, label: text[`kind_${value}`] }))
  }
  get boxes() {
    return [...asked[this.kind], 'name'].map((name) => ({
      name,
      key: `${this.kind} ${name}`,
      label: text[`login_${name}`],
      help: text[`login_${name}_help`],
      long: name === 'privateKey',
      type: secret.has(name) ? 'password' : 'text',
      required: !optional.has(name)
    }))
  }

  chooseKind({ detail: { value } }) {
    this.kind = value
    this.problem = undefined
  }

  cancel() {
    this.close()
  }

  async register() {
    const inputs = [...this.template.querySelectorAll('[data-name]')]
    for (const input of inputs) input.setCustomValidity('')
    if (!inputs.map((input) => input.reportValidity()).every(Boolean)) return
    const { name, ...login } = Object.fromEntries(
      inputs.map((input) => [input.dataset.name, (input.value ?? '').trim()])
    )
    this.busy = true
    this.disableClose = true
    try {
      const { body } = await call('registerOrg', {
        body: { login: { kind: this.kind, ...login }, ...(name !== '' && { name }) }
      })
      this.disableClose = false
      this.close(body)
    } catch (problem) {
      this.problem = problem
      const at = problem.field?.split('.').at(-1)
      const input = inputs.find((one) => one.dataset.name === at)
      if (input === undefined) return
      input.setCustomValidity(problem.message)
      input.reportValidity()
      input.focus()
    } finally {
      this.busy = false
      this.disableClose = false
    }
  }
}
