import { ApiError } from '../errors.ts'
import type { IdSequence } from '../ids.ts'
import type { Database } from '../store/database.ts'
import type { Row } from '../store/row.ts'
import type { PermissionSet } from './permission-set.ts'

interface Parts {
  readonly database: Database
  readonly ids: IdSequence
  /** The moment for records' stamps, in milliseconds. */
  readonly stamp: () => number
}

/**
 * The org's permission sets and who has them. That a set exists and who has it are records (`PermissionSet`,
 * `PermissionSetAssignment`), which clients write too; what it grants is kept here, by its name.
 */
export class Permissions {
  readonly #parts: Parts
  readonly #grants = new Map<string, PermissionSet>()
  #defined = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Grows with each change, so that what was worked out from it can be told to be old. */
  get revision(): number {
    return this.#defined + this.#sets.writes + this.#assignments.writes
  }

  get sets(): PermissionSet[] {
    return [...this.#sets.rows()].filter(isLiving).map((row) => this.#grantsOf(row))
  }

  find(name: string): PermissionSet | undefined {
    const row = this.#row(name)
    return row && this.#grantsOf(row)
  }

  /** What sets grant, without the records. */
  get grants(): PermissionSet[] {
    return [...this.#grants.values()]
  }

  /** A set whose record is there already. */
  restore(set: PermissionSet): void {
    this.#defined++
    this.#grants.set(set.name.toLowerCase(), set)
  }

  /** Puts a set into effect in place of one of the same name; whoever had that one has this. Answers its id. */
  define(set: PermissionSet, namespace: string | null = null): string {
    this.#defined++
    this.#grants.set(set.name.toLowerCase(), set)
    const { ids, stamp } = this.#parts
    const values = { Name: set.name, Label: set.label ?? set.name, NamespacePrefix: namespace }
    const held = this.#row(set.name)
    const stamps = { LastModifiedDate: stamp(), SystemModstamp: stamp() }
    if (held) {
      this.#sets.change(held, { ...values, ...stamps })
      return held.Id
    }
    const Id = ids.next('0PS')
    this.#sets.insert({
      Id,
      ...values,
      Type: 'Regular',
      IsOwnedByProfile: false,
      CreatedDate: stamp(),
      ...stamps
    })
    return Id
  }

  /** With whoever had it, and what it opened. */
  remove(name: string): boolean {
    const row = this.#row(name)
    if (!row) return false
    this.#defined++
    this.#grants.delete(name.toLowerCase())
    for (const each of this.#assignments.find('PermissionSetId', row.Id) ?? []) this.#assignments.remove(each)
    const opened = this.#parts.database.tableNamed('SetupEntityAccess')
    for (const each of opened.find('ParentId', row.Id) ?? []) opened.remove(each)
    this.#sets.remove(row)
    return true
  }

  assign(name: string, userId: string): void {
    const row = this.#row(name)
    if (!row) throw new ApiError(400, 'INVALID_INPUT', `No permission set ${name}`)
    if (this.#assignmentOf(row, userId)) return
    this.#assignments.insert({
      Id: this.#parts.ids.next('0Pa'),
      PermissionSetId: row.Id,
      AssigneeId: userId,
      SystemModstamp: this.#parts.stamp()
    })
  }

  unassign(name: string, userId: string): void {
    const row = this.#row(name)
    const held = row && this.#assignmentOf(row, userId)
    if (held) this.#assignments.remove(held)
  }

  of(userId: string): PermissionSet[] {
    return this.rowsOf(userId).map((row) => this.#grantsOf(row))
  }

  /** The records of a user's permission sets. */
  rowsOf(userId: string): Row[] {
    const held = this.#assignments.find('AssigneeId', userId) ?? []
    return held.filter(isLiving).flatMap((each) => {
      const row = this.#sets.get(String(each['PermissionSetId']))
      return row && isLiving(row) ? row : []
    })
  }

  get #sets() {
    return this.#parts.database.tableNamed('PermissionSet')
  }

  get #assignments() {
    return this.#parts.database.tableNamed('PermissionSetAssignment')
  }

  #row(name: string): Row | undefined {
    return this.#sets.find('Name', name)?.find(isLiving)
  }

  /** A set that a client made as a record grants nothing yet. */
  #grantsOf(row: Row): PermissionSet {
    const name = String(row['Name'])
    return this.#grants.get(name.toLowerCase()) ?? { name, label: String(row['Label']) }
  }

  #assignmentOf(set: Row, userId: string): Row | undefined {
    return this.#assignments
      .find('AssigneeId', userId)
      ?.find((each) => each['PermissionSetId'] === set.Id && isLiving(each))
  }
}

const isLiving = (row: Row) => row['IsDeleted'] !== true
