import { randomUUID } from 'node:crypto'
import type { Contact } from './contact.ts'
import type { Switches } from './switches.ts'
import { TimeLog } from './time-log.ts'

/** All contacts of one account, by id, by address, and in the order of their instants. */
export class Store {
  readonly switches: Switches
  readonly #now: () => number
  readonly #byId = new Map<string, Contact>()
  readonly #byEmail = new Map<string, Contact>()
  readonly #modified = new TimeLog<Contact>((entry) => entry.item.modified === entry)
  readonly #created = new TimeLog<Contact>((entry) => !entry.item.gone)

  constructor(switches: Switches, now: () => number) {
    this.switches = switches
    this.#now = now
  }

  get size(): number {
    return this.#byId.size
  }

  now(): number {
    return this.switches.resolution === 'millisecond' ? this.#now() : Math.floor(this.#now() / 1000) * 1000
  }

  withId(id: unknown): Contact | undefined {
    return typeof id === 'string' ? this.#byId.get(id) : undefined
  }

  withEmail(email: unknown): Contact | undefined {
    return typeof email === 'string' ? this.#byEmail.get(this.#key(email)) : undefined
  }

  all(): MapIterator<Contact> {
    return this.#byId.values()
  }

  create(email: string, owner: string, createdOn = this.now()): Contact {
    const out = this.switches.newContact === 'opted-out'
    const contact: Contact = {
      id: randomUUID(),
      createdOn,
      owner,
      modified: null,
      touched: false,
      gone: false,
      email: this.#stored(email),
      text: {},
      birthday: null,
      score: 0,
      lastVisit: null,
      optedOut: out,
      optedOutPhone: out,
      deleted: false,
      tags: null,
      details: null,
      typedDetails: null
    }
    this.#byId.set(contact.id, contact)
    this.#byEmail.set(this.#key(contact.email), contact)
    contact.modified = this.#modified.add(createdOn, contact)
    this.#created.add(createdOn, contact)
    return contact
  }

  touch(contact: Contact): void {
    contact.touched = true
    contact.modified = this.#modified.add(this.now(), contact)
  }

  rename(contact: Contact, email: string): void {
    this.#byEmail.delete(this.#key(contact.email))
    contact.email = this.#stored(email)
    this.#byEmail.set(this.#key(contact.email), contact)
  }

  remove(contact: Contact, permanently: boolean): void {
    if (permanently) {
      this.#byId.delete(contact.id)
      this.#byEmail.delete(this.#key(contact.email))
      contact.modified = null
      contact.gone = true
    } else {
      contact.deleted = true
      if (this.switches.deleteBumpsModified === 'yes') this.touch(contact)
    }
  }

  *modifiedBetween(from: number, to: number): Generator<Contact> {
    for (const contact of this.#modified.between(from, to))
      if (contact.touched || this.switches.createdInModified === 'yes') yield contact
  }

  createdBetween(from: number, to: number): Generator<Contact> {
    return this.#created.between(from, to)
  }

  /** Contacts with one key are one contact. */
  #key(email: string): string {
    return this.switches.emailCompare === 'exact' ? email.trim() : email.trim().toLowerCase()
  }

  #stored(email: string): string {
    return this.switches.emailNormalise === 'lower' ? email.trim().toLowerCase() : email.trim()
  }
}
