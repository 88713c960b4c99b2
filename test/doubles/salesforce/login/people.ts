import { randomBytes } from 'node:crypto'
import type { IdSequence } from '../ids.ts'
import type { Database } from '../store/database.ts'
import type { Row, Value } from '../store/row.ts'

/** Someone who can log in. */
export interface Person {
  readonly id: string
  readonly username: string
  password: string
  readonly securityToken: string
  passwordExpired: boolean
  lockedOut: boolean
  /** Has the permission Send Outbound Messages: without it, none go out for this user's changes. */
  sendsMessages: boolean
}

interface Parts {
  readonly database: Database
  readonly ids: IdSequence
  readonly orgId: string
  readonly stamp: number
}

const owners = ['Olivia Owens', 'Matteo Ricci', 'Zoë Żuraw', '健太 佐藤']

/** The org's users: an admin, the integration user, somebody who left, and a few owners of records. */
export class People {
  readonly admin: Person
  readonly integration: Person
  readonly inactive: Person
  /** Ids of active users who own records. */
  readonly owners: readonly string[]
  readonly #parts: Parts
  readonly #byName = new Map<string, Person>()
  readonly #profiles: Readonly<Record<string, string>>

  constructor(parts: Parts) {
    this.#parts = parts
    this.#insert('Organization', {
      Id: parts.orgId,
      Name: 'Bothways Practice',
      InstanceName: 'PRA1',
      IsSandbox: false,
      LanguageLocaleKey: 'en_US',
      DefaultLocaleSidKey: 'en_US',
      TimeZoneSidKey: 'GMT',
      Country: 'GB',
      City: 'London'
    })
    this.#profiles = Object.fromEntries(
      ['System Administrator', 'Standard User', 'Minimum Access - API Only Integrations'].map((name) => [
        name,
        this.#insert('Profile', { Name: name, UserType: 'Standard' }).Id
      ])
    )
    this.admin = this.#hire('Ada Min', 'admin', 'System Administrator')
    this.integration = this.#hire('Integration User', 'integration', 'Minimum Access - API Only Integrations')
    this.inactive = this.#hire('Gone Away', 'inactive', 'Standard User', false)
    this.owners = owners.map((name, i) => this.#hire(name, `owner${i + 1}`, 'Standard User').id)
  }

  get all(): IterableIterator<Person> {
    return this.#byName.values()
  }

  /** Whoever could log in before a restart still can. */
  restore(saved: Person): void {
    const person = this.find(saved.username)
    if (person) Object.assign(person, saved)
    else this.#byName.set(saved.username.toLowerCase(), saved)
  }

  find(username: string): Person | undefined {
    return this.#byName.get(username.toLowerCase())
  }

  byId(id: string): Person {
    for (const person of this.#byName.values()) if (person.id === id) return person
    throw new Error(`Nobody of the practice org logs in as ${id}`)
  }

  row(person: Person): Row {
    const row = this.#parts.database.find(person.id)
    if (!row) throw new Error(`User ${person.username} is gone from the practice org`)
    return row
  }

  isActive(person: Person): boolean {
    return this.row(person)['IsActive'] === true
  }

  #hire(name: string, alias: string, profile: string, active = true): Person {
    const [first = '', last = ''] = name.split(' ')
    const suffix = this.#parts.orgId.slice(3, 15).toLowerCase()
    const username = `${alias}@${suffix}.practice.example.com`
    const { Id: id } = this.#insert('User', {
      Username: username,
      FirstName: first,
      LastName: last,
      Name: name,
      Email: `${alias}@example.com`,
      Alias: alias.slice(0, 8),
      CommunityNickname: alias,
      IsActive: active,
      ProfileId: this.#profiles[profile] ?? null,
      UserType: 'Standard',
      TimeZoneSidKey: 'GMT',
      LocaleSidKey: 'en_GB',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
      CompanyName: 'Bothways Practice'
    })
    const password = randomBytes(9).toString('base64url')
    const securityToken = randomBytes(18).toString('base64url')
    const person = {
      id,
      username,
      password,
      securityToken,
      passwordExpired: false,
      lockedOut: false,
      sendsMessages: true
    }
    this.#byName.set(username.toLowerCase(), person)
    return person
  }

  #insert(object: string, values: Record<string, Value>): Row {
    const { database, ids, stamp } = this.#parts
    const table = database.tableNamed(object)
    const Id = String(values['Id'] ?? ids.next(table.schema.spec.keyPrefix))
    const row = { ...values, Id, CreatedDate: stamp, LastModifiedDate: stamp, SystemModstamp: stamp }
    table.insert(row)
    return row
  }
}
