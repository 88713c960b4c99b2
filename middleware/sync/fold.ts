/** Ways of bringing text together before it is compared. None of them is ever written to a side. */

/** No case, no surrounding or repeated space, no accents split from their letters; `null` when nothing is left. */
export function foldText(text: string): string | null {
  return orNull(text.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase())
}

/** Letters that Unicode does not take apart into a letter and its accent. */
// prettier-ignore
const plain: Readonly<Record<string, string>> = {
  ł: 'l', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th'
}

/** Letters and digits alone: no case, accents, punctuation or space; `null` when there are none. */
export function foldLetters(text: string): string | null {
  const bare = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[łøđðħıßæœþ]/g, (letter) => plain[letter] ?? letter)
    .replaceAll(/[\p{P}\p{S}\p{Z}\p{C}]/gu, '')
  return orNull(bare.normalize('NFC'))
}

/** Single spaces between words, none around them; `null` when nothing is left. */
export function foldSpaces(text: string): string | null {
  return orNull(text.trim().replaceAll(/\s+/g, ' '))
}

const orNull = (text: string) => (text === '' ? null : text)
