/**
 * What is sent: every value that can be shown, and of secrets only those that were typed or are to be removed.
 * @param {{ name: string, type: string }[]} settings
 * @param {Record<string, string>} saved
 * @param {Record<string, string>} draft
 */
export function valuesOf(settings, saved, draft) {
  const sent = settings
    .filter(({ name, type }) => type !== 'secret' || name in draft)
    .map(({ name }) => [name, draft[name] ?? saved[name] ?? ''])
  return Object.fromEntries(sent)
}

/**
 * The setting that a problem is about.
 * @param {string | undefined} field path in what was sent: `values.apiSecret`
 */
export const settingOf = (field) => (field?.startsWith('values.') ? field.slice('values.'.length) : null)
