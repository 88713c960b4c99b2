/** The browser's locale, where it is of the language the labels have; so that a date does not mix two. */
import { language } from 'shell/text'

const locale = navigator.languages.find((wanted) => wanted.split('-')[0] === language) ?? 'en-US'
const shown = new Intl.Locale(locale)
const separators = Object.fromEntries(
  new Intl.NumberFormat(locale, { useGrouping: true })
    .formatToParts(-1234567.5)
    .map(({ type, value }) => [type, value])
)

const { hourCycle } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions()

/** The platform's pattern letters for a style of date or time, as the locale orders them. */
function pattern(options) {
  const letters = { day: 'd', year: 'yyyy', hour: 'h', minute: 'mm', second: 'ss', dayPeriod: 'a' }
  const twoDigits = { day: 'dd', month: 'MM', hour: 'hh' }
  return new Intl.DateTimeFormat(locale, options)
    .formatToParts(new Date(2001, 1, 3, 4, 5, 6))
    .map(({ type, value }) => {
      if (type === 'literal') return value.replace(/\u202f/g, ' ').replace(/[a-z]+/gi, "'$&'")
      if (type === 'month' && !/^\d+$/.test(value)) return options.dateStyle === 'long' ? 'MMMM' : 'MMM'
      const letter = value.length === 2 && type in twoDigits ? twoDigits[type] : (letters[type] ?? 'M')
      return type === 'hour' && hourCycle === 'h23' ? letter.toUpperCase() : letter
    })
    .join('')
}

const values = {
  locale,
  lang: language,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  firstDayOfWeek: (((shown.getWeekInfo?.() ?? shown.weekInfo)?.firstDay ?? 7) % 7) + 1,
  'dateTime.shortDateFormat': pattern({ dateStyle: 'short' }),
  'dateTime.mediumDateFormat': pattern({ dateStyle: 'medium' }),
  'dateTime.longDateFormat': pattern({ dateStyle: 'long' }),
  'dateTime.shortDateTimeFormat': pattern({ dateStyle: 'short', timeStyle: 'short' }),
  'dateTime.mediumDateTimeFormat': pattern({ dateStyle: 'medium', timeStyle: 'medium' }),
  'dateTime.longDateTimeFormat': pattern({ dateStyle: 'long', timeStyle: 'medium' }),
  'dateTime.shortTimeFormat': pattern({ timeStyle: 'short' }),
  'dateTime.mediumTimeFormat': pattern({ timeStyle: 'medium' }),
  'number.decimalSeparator': separators.decimal,
  'number.groupingSeparator': separators.group ?? ' ',
  'number.minusSign': separators.minusSign
}

export function i18n(name) {
  return values[name]
}
