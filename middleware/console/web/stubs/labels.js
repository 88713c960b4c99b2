import labels from 'bothways:labels'
import { language } from 'shell/text'

/** A custom label in the console's language; one that was not translated stays English, as on the platform. */
export const label = (name) => labels[language]?.[name] ?? labels.en[name]

/** A word of the base components. */
export const ofLanguage = (words) => words[language] ?? words.en
