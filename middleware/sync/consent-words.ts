/** The words that count by themselves under 47 CFR 64.1200(a)(10) [V]. */
const keywords = ['stop', 'quit', 'end', 'revoke', 'opt out', 'cancel', 'unsubscribe']

/** What people send in their place: other carriers' words, Spanish and French ones, and slips of the finger. */
const alike = [
  'stop all', 'no mas', 'no more', 'parar', 'pare', 'alto', 'basta', 'cancelar', 'arret', 'arrete', 'remove', 'leave me alone',
  'stpo', 'sotp', 'tsop', 'stp', 'sop', 'stip', 'stoo', 'stol', 'stopp', 'sttop', 'stoop', 'dtop', 'atop', 'srop', 'sto',
  'qiut', 'qit', 'quitt', 'enf', 'ends', 'revoque', 'revok', 'reovke',
  'opt put', 'opted out', 'op out', 'otp out', 'opt ou', 'optour', 'cancle', 'cansel', 'cancell', 'canel', 'cncel',
  'unsuscribe', 'unsubcribe', 'unsubscibe', 'unsubsribe', 'unsubscrbe', 'unsubscribed', 'unsub', 'un subscribe', 'usubscribe'
] // prettier-ignore

const squeezed = (text: string) => text.replaceAll(' ', '')
const outWords = new Set([...keywords, ...alike].map(squeezed))

/** Said around a keyword without changing what it means. `don't` is no such word. */
const manners = new Set(
  'please pls plz now just texting messaging sending me my it this these the all any subscription texts text messages message sms thanks thank you'.split(
    ' '
  )
)

/**
 * What a text message says about consent. Out: a keyword, whatever its case, spaces, accents and punctuation, also
 * misspelt or politely dressed; when in doubt a stop is a stop. In: nothing but the word START. Null: neither.
 */
export function consentWord(message: string): 'in' | 'out' | null {
  if (message.trim().toLowerCase() === 'start') return 'in'
  const plain = message
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/['’`]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  if (outWords.has(squeezed(plain))) return 'out'
  const said = plain.split(' ').filter((word) => !manners.has(word))
  if (outWords.has(said.join(''))) return 'out'
  // STOP STOP STOP
  return said.length > 0 && said.every((word) => outWords.has(word)) ? 'out' : null
}
