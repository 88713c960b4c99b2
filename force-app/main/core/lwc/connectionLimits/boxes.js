import { sentenceOf } from 'c/texts'
import { labels } from './labels'

/**
 * Takes away what was said of a box, and says what is still wrong with it.
 * @param {any} box
 */
export function clear(box) {
  box.setCustomValidity('')
  box.reportValidity()
}

/**
 * Marks the box that a problem is about; false: there is none.
 * @param {any[]} boxes
 * @param {import('c/api').ApiProblem} problem
 */
export function mark(boxes, problem) {
  const { field } = problem
  if (field === undefined || field === '') return false
  const box =
    boxes.find(({ name }) => name === field) ?? boxes.find(({ name }) => name.startsWith(`${field}.`))
  if (box === undefined) return false
  // The box says which value it is; the path says so to programs.
  const said = sentenceOf(problem).replace(`${field}: `, '')
  say(box, said.charAt(0).toUpperCase() + said.slice(1))
  return true
}

/**
 * Whether every box can be saved; the first that can't is led to.
 * @param {any[]} boxes
 * @param {Record<string, string>} values
 */
export function allRight(boxes, values) {
  for (const box of boxes) box.setCustomValidity('')
  const wrong = boxes.filter((box) => box.reportValidity() === false)
  if (wrong.length > 0) {
    wrong[0].focus()
    return false
  }
  const { 'quiet.from': from, 'quiet.to': to } = values
  if ((from === '') !== (to === ''))
    return refuse(boxes, from === '' ? 'quiet.from' : 'quiet.to', labels.quietBoth)
  if (from !== '' && from === to) return refuse(boxes, 'quiet.to', labels.quietSame)
  return true
}

function refuse(boxes, name, sentence) {
  say(
    boxes.find((box) => box.name === name),
    sentence
  )
  return false
}

function say(box, sentence) {
  box.setCustomValidity(sentence)
  box.reportValidity()
  box.focus()
}
