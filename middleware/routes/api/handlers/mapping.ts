import type { Criterion, PairSpec } from '../../../connectors/connector.ts'
import { newestRevision, saveRevision } from '../../../database/revisions.ts'
import { criterionSoql } from '../../../salesforce/criterion-soql.ts'
import { SalesforceError } from '../../../salesforce/errors.ts'
import type { FieldDescribe } from '../../../salesforce/describe.ts'
import { count } from '../../../salesforce/list.ts'
import type { OrgNames } from '../../../salesforce/names.ts'
import { createPairs } from '../../../sync/check-pairs.ts'
import { describer, groundOf } from '../../../sync/ground.ts'
import { logical, named, namesAmong } from '../../../sync/names.ts'
import { MappingError } from '../../../sync/pair.ts'
import { preflight, type Finding } from '../../../sync/preflight.ts'
import { suggest } from '../../../sync/suggest.ts'
import type { Handlers } from '../call.ts'
import type { Mapping, MappedPair } from '../contract/mapping.ts'
import type { Answer } from '../contract/index.ts'
import { connectionOf, storedOf, type Desk } from '../desk.ts'
import { notFound, ProblemError } from '../problem.ts'

type MappingHandlers = Pick<
  Handlers,
  'getMapping' | 'saveMapping' | 'preflight' | 'suggestLines' | 'countCriterion' | 'describeObject'
>

export function mappingHandlers(desk: Desk): MappingHandlers {
  const { engine } = desk
  const mapped = async (orgId: number, connectionId: number) => {
    const { connector, names } = await connectionOf(engine, { orgId, connectionId })
    const revision = await newestRevision(engine.db, { orgId, connectionId })
    if (revision === null) throw notFound('connection')
    return { connector, names, revision }
  }
  const sessionOf = async (orgId: number, connectionId: number) => {
    const stored = await storedOf(engine, { orgId, connectionId })
    return engine.sessions.of(stored).forLane('pressed')
  }
  return {
    async getMapping({ orgId, params }) {
      const { connector, names, revision } = await mapped(orgId, params.connection)
      return {
        body: inOrg(shown(revision.document.pairs, declaredBy(connector)), names),
        tag: String(revision.rev)
      }
    },
    async saveMapping({ orgId, params, body, tag, caller }) {
      const { connector, names } = await mapped(orgId, params.connection)
      const pairs = body.pairs
        .filter((one) => one.enabled)
        .map(specOf)
        .map(logical)
      if (pairs.length === 0)
        throw new ProblemError(422, 'mapping', 'Choose at least one object to be synchronised.', { field: 'pairs' }) // prettier-ignore
      checked(pairs, connector)
      const key = { orgId, connectionId: params.connection }
      const rev = await saveRevision(engine.db, key, { pairs }, caller.actor, Number(tag))
      return { body: inOrg(shown(pairs, declaredBy(connector)), names), tag: String(rev) }
    },
    async preflight({ orgId, params, body, signal }) {
      const { connector } = await mapped(orgId, params.connection)
      const described = describer(await sessionOf(orgId, params.connection), signal)
      const findings: Finding[] = []
      for (const one of body.pairs.filter((pair) => pair.enabled)) {
        const said = specOf(one)
        const names = namesAmong(said, (await described(said.salesforce))?.fields ?? null)
        const spec = named(said, names)?.spec ?? said
        const refused = refusal(spec, connector)
        if (refused !== null) findings.push(refused)
        findings.push(...preflight(spec, await groundOf(spec, connector, described)))
      }
      return { body: { ok: findings.every((one) => one.severity !== 'error'), findings } }
    },
    async suggestLines({ orgId, params, query, signal }) {
      const { connector, revision } = await mapped(orgId, params.connection)
      const declared = declaredBy(connector).find((one) => one.name === query.pair)
      const spec = revision.document.pairs.find((one) => one.name === query.pair) ?? declared
      const object = spec === undefined ? undefined : connector.objects[spec.external]
      if (spec === undefined || object === undefined) throw notFound('pair')
      const described = describer(await sessionOf(orgId, params.connection), signal)
      const fields = (await described(spec.salesforce))?.fields ?? []
      const names = namesAmong({ ...spec, lines: [...spec.lines, ...(declared?.lines ?? [])] }, fields)
      const inOrg = (one: PairSpec) => named(one, names)?.spec ?? one
      const suggestions = suggest(inOrg(spec), declared && inOrg(declared), object, fields)
      return { body: { suggestions: suggestions.map((one) => ({ pair: spec.name, line: mutable(one.line), because: one.because })) } } // prettier-ignore
    },
    async countCriterion({ orgId, params, body, signal }) {
      const { connector, revision } = await mapped(orgId, params.connection)
      const find = (one: PairSpec) => one.name === body.pair
      const spec = revision.document.pairs.find(find) ?? declaredBy(connector).find(find)
      if (spec === undefined) throw notFound('pair')
      const session = await sessionOf(orgId, params.connection)
      const described = await describer(session, signal)(spec.salesforce)
      if (described === null)
        throw new ProblemError(422, 'rights', `Salesforce has no object ${spec.salesforce} for the sync user.`, { field: 'pair' }) // prettier-ignore
      const total = await count(session, spec.salesforce, signal)
      const matching = await count(
        session,
        spec.salesforce,
        signal,
        criterionSoql(defined(body.criterion) as Criterion, described)
      )
      const whenOut =
        spec.policy.whenOut === 'delete'
          ? `A linked record that no longer meets it is deleted in ${connector.label}.`
          : `A linked record that no longer meets it stays in ${connector.label} as it is, and is not updated any more.`
      return { body: { matching, total, whenOut } }
    },
    async describeObject({ orgId, params, signal }) {
      const { connector } = await mapped(orgId, params.connection)
      if (params.side === 'external') {
        const object = connector.objects[params.object]
        if (object === undefined) throw notFound('object')
        return { body: external(params.object, object) }
      }
      const session = await sessionOf(orgId, params.connection)
      const described = await describer(
        session,
        signal
      )(params.object).catch((error: unknown) => {
        // A name that is none.
        if (error instanceof SalesforceError && error.kind === 'invalid') return null
        throw error
      })
      if (described === null) throw notFound('object')
      const { name, label, fields } = described
      return { body: { side: 'salesforce', name, label, fields: fields.map(salesforceField), open: null } }
    }
  }
}

/** The engine's document beside the pairs that its connector declares and nobody chose. */
function shown(chosen: readonly PairSpec[], declared: readonly PairSpec[]): Mapping {
  const others = declared.filter((one) => !chosen.some((known) => known.name === one.name))
  const of = (spec: PairSpec, enabled: boolean): MappedPair => ({ ...mutable(spec), enabled })
  const place = ({ name }: MappedPair) => declared.findIndex((one) => one.name === name)
  const all = [...chosen.map((one) => of(one, true)), ...others.map((one) => of(one, false))]
  // Pairs of one's own may be parents of declared ones, and parents stand first: then the order is the document's.
  if (all.some((one) => place(one) === -1)) return { pairs: all }
  // As declared, whoever is chosen: what somebody switches on or off stays where it was.
  return { pairs: all.toSorted((one, other) => place(one) - place(other)) }
}

/** Pairs with the names that their fields have in the org, where those are known. */
const inOrg = ({ pairs }: Mapping, names: OrgNames): Mapping => ({
  pairs: pairs.map((one) => {
    const { enabled, ...spec } = one
    return {
      ...mutable(named(defined(spec) as PairSpec, names)?.spec ?? (defined(spec) as PairSpec)),
      enabled
    }
  })
})

const declaredBy = ({ pairs, morePairs = [] }: AnyConnector): readonly PairSpec[] => [...pairs, ...morePairs]

/** The same as its own copy, which the contract's types want. */
const mutable = <T>(value: T): Writable<T> => structuredClone(value) as Writable<T>
type Writable<T> = T extends readonly (infer E)[]
  ? T extends readonly [infer A, infer B]
    ? [Writable<A>, Writable<B>]
    : Writable<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Writable<T[K]> }
    : T

/** Without what is not said: the engine's document knows no `undefined`. */
const defined = (given: object): unknown => JSON.parse(JSON.stringify(given))
const specOf = (pair: MappedPair): PairSpec => defined({ ...pair, enabled: undefined }) as PairSpec

type AnyConnector = Awaited<ReturnType<typeof connectionOf>>['connector']

function checked(pairs: readonly PairSpec[], connector: AnyConnector): void {
  const names = pairs.map((one) => one.name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined)
    throw new ProblemError(422, 'mapping', `"${twice}" is there twice.`, { field: 'pairs' })
  createPairs(pairs.map((spec, at) => ({ pairId: at + 1, rev: 0, spec })), connector) // prettier-ignore
}

/** Why the engine would not take it, as a finding. */
function refusal(spec: PairSpec, connector: AnyConnector): Finding | null {
  // Parents are looked for among all pairs, which one alone does not show.
  const alone = { ...spec, lines: spec.lines.filter((one) => one.reference === undefined) }
  try {
    checked([alone], connector)
    return null
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    const line = spec.lines.find((one) => error.message.includes(`"${one.external}"`))?.external ?? null
    return { pair: spec.name, line, severity: 'error', code: 'mapping', message: error.message, next: null, parked: false } // prettier-ignore
  }
}

const salesforceField = (field: FieldDescribe): Answer<'describeObject'>['fields'][number] => ({
  name: field.name,
  label: field.label,
  type: field.type,
  required: field.createable && !field.nillable && !field.defaultedOnCreate && field.type !== 'boolean',
  readable: true,
  writable: field.createable || field.updateable,
  maxLength: field.length > 0 ? field.length : null,
  calculated: field.calculated,
  values:
    field.picklistValues.length === 0
      ? null
      : field.picklistValues.filter((one) => one.active).map((one) => one.value)
})

function external(name: string, object: AnyConnector['objects'][string]): Answer<'describeObject'> {
  return {
    side: 'external',
    name,
    label: object.label,
    fields: Object.entries(object.fields).map(([field, spec]) => ({
      name: field,
      label: spec.label,
      type: spec.type,
      required: spec.required === true,
      readable: true,
      writable: spec.readOnly !== true,
      maxLength: spec.maxLength ?? null,
      calculated: false,
      values: null
    })),
    open:
      object.openFields === undefined
        ? null
        : { prefix: object.openFields.prefix, label: object.openFields.label }
  }
}
