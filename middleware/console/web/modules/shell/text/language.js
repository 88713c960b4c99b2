const known = ['en', 'pl']

/** The first language the browser wants and the console has; else English. */
export const language =
  navigator.languages.map((wanted) => wanted.split('-')[0]).find((wanted) => known.includes(wanted)) ?? 'en'
