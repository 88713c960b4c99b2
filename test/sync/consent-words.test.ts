import fc from 'fast-check'
import { expect, test } from 'vitest'
import { consentWord } from '../../middleware/sync/consent-words.ts'

const seven = ['stop', 'quit', 'end', 'revoke', 'opt out', 'cancel', 'unsubscribe']
// prettier-ignore
const others = [
  'No más', 'NO MAS!', 'stpo', 'Stopp', 'sotp', 'unsuscribe', 'unsubcribe', 'cancle', 'opt-out', 'OptOut', 'opt_out', 'S T O P', 'S.T.O.P.',
  'ＳＴＯＰ', 'stop stop STOP', 'Please stop', 'STOP texting me!!', 'stop it please', 'cancel my subscription', 'unsubscribe me', '"Stop"',
  'arrêt', 'stop all', 'stop 🛑'
]

test('each of the seven words stops, whatever its case, spaces and punctuation; so do its misspellings and "no mas"', () => {
  for (const word of [...seven, ...others]) expect([word, consentWord(word)]).toEqual([word, 'out'])
  fc.assert(
    fc.property(
      fc.constantFrom(...seven),
      fc.infiniteStream(fc.boolean()),
      fc.string({ unit: fc.constantFrom(' ', '.', '!', '\n', '-', '"', '…', '\u00a0') }),
      fc.string({ unit: fc.constantFrom(' ', '.', '!', '?', '\t', ')', '*', '\u2003') }),
      (word, upper, before, after) => {
        const text = Array.from(word).map((letter) =>
          upper.next().value === true ? letter.toUpperCase() : letter
        )
        expect(consentWord(before + text.join('') + after)).toBe('out')
      }
    )
  )
})

test('only START starts', () => {
  expect(['START', 'start', ' Start\n'].map(consentWord)).toEqual(['in', 'in', 'in'])
  for (const text of [
    'START!',
    'star',
    'starts',
    'start now',
    'restart',
    'yes',
    'unstop',
    'opt in',
    'S T A R T',
    'sttart',
    'start stop'
  ])
    expect([text, consentWord(text)]).not.toEqual([text, 'in'])
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const text = `${before}start${after}`
      expect(consentWord(text) === 'in').toBe(text.trim().toLowerCase() === 'start')
    })
  )
})

test('ordinary messages say nothing about consent', () => {
  const ordinary = [
    "don't stop",
    'Is there a bus stop?',
    'What is the end date',
    'thanks',
    '',
    '👍',
    'I cancelled dinner',
    'the'
  ]
  expect(ordinary.map(consentWord)).toEqual(ordinary.map(() => null))
})
