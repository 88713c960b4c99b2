import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toId18, sameId } from '../../middleware/salesforce/ids.ts'
import { NotificationError, readNotifications } from '../../middleware/salesforce/notifications.ts'
import { envelope, numbers } from '../support/intake.ts'

const fixtures = new URL('../fixtures/', import.meta.url)
const captured = new URL('../../../shared/fixtures/outbound-messages/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(name, fixtures))
const read = (body: string | Buffer) => readNotifications(Buffer.from(body))

function kindOf(body: string | Buffer): string {
  try {
    read(body)
    return 'accepted'
  } catch (error) {
    if (error instanceof NotificationError) return error.kind
    throw error
  }
}

test('the notifications of an envelope are read with object and record, in the order they came', () => {
  expect(readNotifications(fixture('outbound-messages/contacts.xml'))).toEqual({
    organizationId: '00Dxx0000000001EAA',
    actionId: '04kxx0000000001AAA',
    notifications: [
      { id: '04lxx0000000002AAA', object: 'Contact', recordId: '003xx0000000002AAA' },
      { id: '04lxx0000000001AAA', object: 'Contact', recordId: '003xx0000000001AAA' }
    ]
  })
})

test('prefixes, attribute order, line breaks and 15-character ids make no difference, and a package keeps its namespace', () => {
  expect(readNotifications(fixture('outbound-messages/packaged-object-one-line.xml'))).toEqual({
    organizationId: '00Dxx0000000001EAA',
    actionId: '04kxx0000000002AAA',
    notifications: [
      { id: '04lxx0000000003AAA', object: 'acme__Order_Line__c', recordId: 'a01xx0000000001AAA' }
    ]
  })
})

test('a notification whose record was deleted before sending is kept, without a record', () => {
  const { notifications } = readNotifications(fixture('outbound-messages/deleted-before-sending.xml'))
  expect(notifications).toEqual([
    { id: '04lxx0000000004AAA', object: 'Contact', recordId: null },
    { id: '04lxx0000000005AAA', object: '', recordId: null },
    { id: '04lxx0000000006AAA', object: '', recordId: null }
  ])
})

test.skipIf(!existsSync(captured))(
  'the messages captured from real orgs are read (only where the folder is there)',
  () => {
    for (const name of readdirSync(captured)) {
      const { notifications } = readNotifications(readFileSync(new URL(name, captured)))
      expect(notifications.every(({ object, recordId }) => object !== '' && recordId !== null)).toBe(true)
    }
  }
)

test('a byte order mark, a comment and a CDATA section are read as XML means them', () => {
  const body = envelope([1]).replace('04lxx0000000001AAA', '<!-- its key -->04lxx<![CDATA[0000000001]]>AAA')
  expect(read(`\uFEFF${body}`).notifications[0]?.id).toBe('04lxx0000000001AAA')
})

test('an id that comes twice in one envelope counts once', () => {
  expect(read(envelope([1, 2, 1])).notifications.map(({ id }) => id)).toEqual([
    '04lxx0000000001AAA',
    '04lxx0000000002AAA'
  ])
})

test('elements that Salesforce might add are passed over, also with the names of known ones', () => {
  const fields = '<Id>x</Id><sf:Owner><sf:Id>005xx0000000009AAA</sf:Id></sf:Owner>'
  expect(read(envelope([1], { fields })).notifications[0]?.recordId).toBe('003xx0000000001AAA')
})

test('100 notifications are read, 101 are refused', () => {
  expect(read(envelope(numbers(1, 100))).notifications).toHaveLength(100)
  expect(kindOf(envelope(numbers(1, 101)))).toBe('too-many')
})

test.each(readdirSync(new URL('bad-soap/', fixtures)))('bad-soap/%s is refused with a reason', (name) => {
  const body = fixture(`bad-soap/${name}`)
  expect(() => readNotifications(body)).toThrow(NotificationError)
  expect(() => readNotifications(body)).toThrow(/^[A-Z].{10,200}$/)
})

test('each cap holds at its edge', () => {
  const field = (content: string) => envelope([1], { fields: `<sf:F>${content}</sf:F>` })
  const attributes = (count: number) => numbers(1, count).map((n) => `a${n}=""`).join(' ') // prettier-ignore
  expect(kindOf(field('x'.repeat(128 * 1024)))).toBe('accepted')
  expect(kindOf(field('x'.repeat(137 * 1024)))).toBe('too-large')
  expect(kindOf(field('<a><b/></a>'))).toBe('accepted')
  expect(kindOf(field('<a><b><c/></b></a>'))).toBe('too-many')
  expect(kindOf(field(`<a ${attributes(32)}/>`))).toBe('accepted')
  expect(kindOf(field(`<a ${attributes(33)}/>`))).toBe('too-many')
  expect(kindOf(field(`<a b="${'x'.repeat(9 * 1024)}"/>`))).toBe('too-large')
  expect(kindOf(field('<a/>'.repeat(19_900)))).toBe('accepted')
  expect(kindOf(field('<a/>'.repeat(20_000)))).toBe('too-many')
  expect(kindOf(`${envelope([1])}${' '.repeat(1024 * 1024)}`)).toBe('too-large')
})

const megabyte = 1_000_000
const inField = (content: string, times = 1) =>
  envelope([1], { fields: `<sf:F>${content}</sf:F>`.repeat(times) })
const floods: Record<string, string> = {
  'numeric references in one text': inField('&#9;'.repeat(249_000)),
  'numeric references in many texts': inField('&#x9;'.repeat(20_000), 9),
  'as many references as are allowed': inField('&#9;'.repeat(6_000), 8),
  'references in an attribute': inField(`<a b="${'&#9;'.repeat(249_000)}"/>`),
  'empty elements': inField('<a/>'.repeat(249_000)),
  'long elements': inField(`<a>${'x'.repeat(40)}</a>`.repeat(19_900)),
  comments: inField('<!---->'.repeat(142_000)),
  'dashes in comments': inField(`<!--${'- '.repeat(60_000)}-->`, 8),
  'brackets in CDATA': inField(`<![CDATA[${']] '.repeat(40_000)}]]>`, 8),
  'carriage returns': inField('\r'.repeat(120_000), 8),
  'carriage returns in attributes': inField(`<a b="${'\r'.repeat(7_000)}"/>`, 130),
  'plain text': inField('x'.repeat(120_000), 8),
  '20,000 attributes': inField(`<a ${numbers(1, 20_000).map((n) => `a${n}="1"`).join(' ')}/>`), // prettier-ignore
  '31 attributes each': inField(`<a ${numbers(10, 31).map((n) => `a${n}="1"`).join(' ')}/>`.repeat(3_500)), // prettier-ignore
  'namespaces': inField(`<a ${numbers(10, 31).map((n) => `xmlns:a${n}="u"`).join(' ')}/>`.repeat(2_000)), // prettier-ignore
  '50,000 levels': '<a>'.repeat(50_000),
  '50,000 levels in a field': inField('<a>'.repeat(50_000)),
  'a name without end': `<${'a'.repeat(megabyte)}`,
  'a document type without end': `<!DOCTYPE a [${'<!ENTITY a "b">'.repeat(60_000)}`,
  'a big entity used often (quadratic)': `<!DOCTYPE a [<!ENTITY a "${'x'.repeat(50_000)}">]><a>${'&a;'.repeat(50_000)}</a>`,
  blanks: ' '.repeat(megabyte)
}

/** A message that nobody would call hostile, of the size that a hostile one may have. */
const ordinary = Buffer.from(
  envelope(numbers(1, 100), { fields: `<sf:F>${'x'.repeat(80)}</sf:F>`.repeat(98) })
)

// Against an ordinary message in the same moments, so that a busy machine slows both.
test.each(Object.keys(floods))('a megabyte of %s takes at most five times an ordinary megabyte', (name) => {
  const body = Buffer.from(floods[name] ?? '')
  expect(body.length).toBeLessThanOrEqual(1024 * 1024)
  const best = { hostile: Infinity, ordinary: Infinity }
  for (let turn = 0; turn < 7; turn++) {
    best.hostile = Math.min(best.hostile, timed(body))
    best.ordinary = Math.min(best.ordinary, timed(ordinary))
  }
  expect(best.hostile / best.ordinary).toBeLessThan(5)
})

function timed(body: Buffer): number {
  const started = performance.now()
  kindOf(body)
  return performance.now() - started
}

test('an id of 15 characters becomes the one of 18 that names the same record', () => {
  expect(toId18('0031I0000081tbP')).toBe('0031I0000081tbPQAQ')
  expect(toId18('00Dxx0000000001')).toBe('00Dxx0000000001EAA')
  expect(toId18('0031I0000081tbPQAQ')).toBe('0031I0000081tbPQAQ')
})

test('an id with damaged case, of another length or with other characters is none', () => {
  const none = [
    '0031i0000081tbPQAQ',
    '0031I0000081TBPQAQ',
    '0031I0000081tbPQA',
    '0031I0000081tb-QAQ',
    '',
    ' ',
    '0'.repeat(16)
  ]
  for (const id of none) expect(toId18(id)).toBeNull()
})

test('ids are the same by their 15 case-sensitive characters, and a malformed one equals nothing', () => {
  expect(sameId('0031I0000081tbP', '0031I0000081tbPQAQ')).toBe(true)
  expect(sameId('0031I0000081tbp', '0031I0000081tbP')).toBe(false)
  expect(sameId('x', 'x')).toBe(false)
})
