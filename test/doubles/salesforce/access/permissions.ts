import { ApiError } from '../errors.ts'
import type { PermissionSet } from './permission-set.ts'

/** The org's permission sets and who has them. Nothing is checked against the schema: a deployment does that. */
export class Permissions {
  /** Grows with each change, so that what was worked out from it can be told to be old. */
  revision = 0
  readonly #sets = new Map<string, PermissionSet>()
  readonly #assigned = new Map<string, Set<string>>()

  get sets(): PermissionSet[] {
    return [...this.#sets.values()]
  }

  find(name: string): PermissionSet | undefined {
    return this.#sets.get(name.toLowerCase())
  }

  /** Puts a set into effect in place of one of the same name; whoever had that one has this. */
  define(set: PermissionSet): void {
    this.#sets.set(set.name.toLowerCase(), set)
    this.revision++
  }

  remove(name: string): boolean {
    this.revision++
    return this.#sets.delete(name.toLowerCase())
  }

  assign(name: string, userId: string): void {
    if (!this.find(name)) throw new ApiError(400, 'INVALID_INPUT', `No permission set ${name}`)
    const held = this.#assigned.get(userId) ?? new Set()
    this.#assigned.set(userId, held.add(name.toLowerCase()))
    this.revision++
  }

  unassign(name: string, userId: string): void {
    this.#assigned.get(userId)?.delete(name.toLowerCase())
    this.revision++
  }

  of(userId: string): PermissionSet[] {
    return [...(this.#assigned.get(userId) ?? [])].flatMap((name) => this.#sets.get(name) ?? [])
  }
}
