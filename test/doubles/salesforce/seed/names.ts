export type List<T> = readonly [T, ...T[]]
export interface Place {
  readonly city: string
  readonly state: string | null
  readonly postalCode: string
  readonly country: string
  readonly street: string
  /** Country code of its telephone numbers. */
  readonly dial: string
}

/** Latin names, some with accents, apostrophes and hyphens; `[first, last]` are drawn apart. */
export const firstNames: List<string> = [
  'Anna', 'James', 'María', 'José', 'Zoë', 'Łukasz', 'Søren', 'Chloé', 'François', 'Jürgen', 'Siobhán', 'Mary Ann',
  'Björn', 'Noël', 'Agnieszka', 'Peter', 'Fatima', 'Omar', 'Grace', 'Thu Hà', 'Jean-Luc', 'Renée', 'Ivo', 'Dana'
] // prettier-ignore
export const lastNames: List<string> = [
  'Smith', "O'Brien", "D'Angelo", 'García-Márquez', 'Müller', 'Żółć', 'Nguyễn', 'Ødegård', 'Åkesson', 'van der Berg',
  'Hernández', 'Kowalski', 'Ramanathan', 'Çelik', 'Lefèvre', 'Novák', 'Jones', 'Weiß', 'Ionescu', 'Mac Giolla',
  'Björk', 'Dlamini', 'Peña', 'Andersson', 'St. John'
] // prettier-ignore

/** Whole names in other scripts, and what systems least expect. */
export const otherNames: List<readonly [string | null, string]> = [
  ['健太', '佐藤'],
  ['伟', '王'],
  ['지우', '김'],
  ['Алексей', 'Иванов'],
  ['Ελένη', 'Παπαδοπούλου'],
  ['محمد', 'الأحمد'],
  ['नीता', 'शर्मा'],
  ['שרה', 'לוי'],
  ['Bo', 'Li'],
  [null, 'Cher'],
  ['Wolfe+585', 'Sr.'],
  ['Ana 🌻', 'Flores'],
  ['Null', 'Test'],
  [
    'Wolfgang Amadeus Theophilus Johannes Chry',
    'Baronin von Hohenzollern-Sigmaringen zu Donaueschingen und Freiherrin auf Neuburg'
  ]
]

export const places: List<Place> = [
  {
    city: 'San Francisco',
    state: 'CA',
    postalCode: '94105',
    country: 'United States',
    street: '415 Mission St\nFloor 3',
    dial: '+1'
  },
  {
    city: 'Austin',
    state: 'Texas',
    postalCode: '78701',
    country: 'USA',
    street: '98 Congress Ave',
    dial: '+1'
  },
  {
    city: 'Toronto',
    state: 'ON',
    postalCode: 'M5V 2T6',
    country: 'Canada',
    street: '301 Front St W',
    dial: '+1'
  },
  {
    city: 'London',
    state: null,
    postalCode: 'EC1A 1BB',
    country: 'United Kingdom',
    street: "1 St Martin's Le Grand",
    dial: '+44'
  },
  {
    city: 'München',
    state: 'Bayern',
    postalCode: '80331',
    country: 'Germany',
    street: 'Marienplatz 8',
    dial: '+49'
  },
  {
    city: 'Łódź',
    state: 'łódzkie',
    postalCode: '90-001',
    country: 'Poland',
    street: 'ul. Piotrkowska 104',
    dial: '+48'
  },
  {
    city: 'São Paulo',
    state: 'SP',
    postalCode: '01310-100',
    country: 'Brazil',
    street: 'Av. Paulista, 1578',
    dial: '+55'
  },
  {
    city: '東京都',
    state: '千代田区',
    postalCode: '100-0001',
    country: 'Japan',
    street: '千代田1-1',
    dial: '+81'
  },
  {
    city: 'Zürich',
    state: 'ZH',
    postalCode: '8001',
    country: 'Switzerland',
    street: 'Bahnhofstrasse 1',
    dial: '+41'
  },
  {
    city: 'Sydney',
    state: 'NSW',
    postalCode: '2000',
    country: 'Australia',
    street: 'Level 4, 1 Macquarie St',
    dial: '+61'
  }
]

export const companyWords: List<string> = [
  'Acorn', 'Blue Harbour', 'Café Olé', 'Delta & Sons', 'Ængland', 'Fjord', 'Grün', 'Højbjerg', 'Išķiri', 'Juniper',
  'Kestrel', 'Lumière', 'Meridian', 'Nordlys', 'O’Malley', 'Piedra', '株式会社さくら', 'Quartz', 'Rivière', 'Świt'
] // prettier-ignore
export const companyForms: List<string> = [
  'Ltd',
  'GmbH',
  'Inc.',
  'S.A.',
  'sp. z o.o.',
  'AB',
  'LLC',
  '& Co. KG',
  'Trust'
]
export const titles: List<string> = [
  'CEO',
  'Buyer',
  'Head of R&D',
  'Vice President, Sales',
  'Développeuse',
  'Intern',
  'IT "Guru"'
]
export const domains: List<string> = ['example.com', 'example.org', 'example.net']
