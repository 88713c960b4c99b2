import { language } from './language'
import en from './en'
import pl from './pl'

/** The console's own words; the screens bring theirs from the package's labels. */
export const text = { ...en, ...(language === 'pl' ? pl : {}) }

/** `{0}` and so on are filled in. */
export const filled = (sentence, ...values) => sentence.replace(/\{(\d)\}/g, (_, at) => values[Number(at)])

export { language }
