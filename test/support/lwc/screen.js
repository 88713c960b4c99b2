import { createElement } from 'lwc'
import { call } from 'c/api'

/** Lets everything that is under way come to its end. */
export async function settled() {
  // Promises only, so that it also works where a test stands in for the clock.
  for (let turn = 0; turn < 30; turn++) await Promise.resolve() // eslint-disable-line no-await-in-loop
}

/** Puts a component on the page. `c/api` has to be mocked where it calls. */
export async function show(tag, constructor, properties = {}) {
  const element = createElement(tag, { is: constructor })
  Object.assign(element, properties)
  document.body.appendChild(element)
  await settled()
  return element
}

/** Answers calls by route: a value, or a function of what was asked; one that throws is a refusal. */
export function answering(answers) {
  call.mockImplementation(async (name, asked = {}) => {
    if (!(name in answers)) throw new Error(`The test has no answer to ${name}`)
    const answer = answers[name]
    const body = typeof answer === 'function' ? await answer(asked) : answer
    return body !== null && typeof body === 'object' && 'tag' in body && 'body' in body
      ? body
      : { body, tag: null }
  })
}
/** What was asked of a route, call by call. */
export const asked = (route) =>
  call.mock.calls.filter(([name]) => name === route).map(([, options = {}]) => options)

export const all = (element, selector) => [...element.shadowRoot.querySelectorAll(selector)]
export const one = (element, selector) => element.shadowRoot.querySelector(selector)

/** A button or menu item by what it says. */
export function control(element, label) {
  const found = all(element, 'lightning-button, lightning-button-icon, lightning-menu-item, button, a').find(
    (each) => [each.label, each.alternativeText, each.textContent.trim()].includes(label)
  )
  if (found === undefined) throw new Error(`There is no “${label}” on the screen`)
  return found
}
export async function press(element, label) {
  control(element, label).click()
  await settled()
}

/** Types into a box of base components. */
export async function type(input, value) {
  input.value = value
  input.dispatchEvent(new CustomEvent('change', { detail: { value } }))
  await settled()
}

/** What base components send when a value is chosen: it goes through every shadow above them. */
export const changed = (value) =>
  new CustomEvent('change', { detail: { value }, bubbles: true, composed: true })

/** All that a person can read, the texts of base components included. */
export function wordsOf(element) {
  const words = []
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) words.push(node.textContent)
    if (node.nodeType !== Node.ELEMENT_NODE) return
    const said = node.tagName.startsWith('LIGHTNING-')
      ? [node.label, node.title, node.alternativeText, node.value]
      : []
    words.push(...said.filter((each) => ['string', 'number'].includes(typeof each)).map(String))
    for (const child of node.shadowRoot?.childNodes ?? []) visit(child)
    for (const child of node.childNodes) visit(child)
  }
  visit(element)
  return words.join(' ').replace(/\s+/g, ' ').trim()
}
