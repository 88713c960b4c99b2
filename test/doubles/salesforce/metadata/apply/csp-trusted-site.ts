import { ComponentProblem } from '../component.ts'
import type { Component } from '../component.ts'
import type { Deploying } from '../context.ts'
import { booleanFields, textFields } from '../../schema/csp-trusted-site.ts'
import { createRecord, updateRecord } from '../../records/write.ts'
import { commit } from '../../org-state.ts'
import type { OrgState } from '../../org-state.ts'
import type { Row } from '../../store/row.ts'
import { element, textOf } from '../xml.ts'
import type { XmlElement } from '../xml.ts'
import { wordsOf } from '../../uncertain.ts'

/** A trusted site is a record: deployed or created by API, it is the same row. */
export function applyCspTrustedSite({ fullName, xml }: Component, context: Deploying): void {
  const { org, userId, journal } = context
  if (!xml) return
  const url = textOf(xml, 'endpointUrl')
  if (url === undefined) throw new ComponentProblem('Required field is missing: endpointUrl', xml)
  if (!/^(https?|wss):\/\/\S+$|^\*\./.test(url))
    throw new ComponentProblem(wordsOf('trustedUrlInvalid', { url }), xml)
  const values = {
    ...valuesOf(xml),
    DeveloperName: fullName,
    MasterLabel: textOf(xml, 'masterLabel') ?? fullName
  }
  journal.later(() => {
    const table = org.database.tableNamed('CspTrustedSite')
    const existing = siteNamed(org, fullName)
    commit(org, userId, (writer) =>
      existing ? updateRecord(writer, table, existing.Id, values) : createRecord(writer, table, values)
    )
  })
}

const lower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)

function valuesOf(xml: XmlElement): Record<string, string | boolean> {
  const values: Record<string, string | boolean> = {}
  for (const name of textFields) {
    const text = textOf(xml, lower(name))
    if (text !== undefined) values[name] = text
  }
  for (const name of booleanFields) {
    const text = textOf(xml, lower(name))
    if (text !== undefined) values[name] = text === 'true'
  }
  return values
}

export const siteNamed = (org: OrgState, name: string): Row | undefined =>
  sites(org).find((row) => String(row['DeveloperName']).toLowerCase() === name.toLowerCase())

export const sites = (org: OrgState): Row[] =>
  [...org.database.tableNamed('CspTrustedSite').rows()].filter((row) => row['IsDeleted'] !== true)

/** The row as a metadata file. */
export function siteElement(row: Row): XmlElement {
  const children = [...textFields, ...booleanFields].flatMap((name) => {
    const value = row[name] ?? null
    return value === null ? [] : [element(lower(name), String(value))]
  })
  return element(
    'CspTrustedSite',
    children.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  )
}

export function deleteCspTrustedSite(fullName: string, { org, journal }: Deploying): void {
  const row = siteNamed(org, fullName)
  if (!row) throw new ComponentProblem(`No CspTrustedSite named: ${fullName} found`, {}, 'Warning')
  journal.later(() => {
    org.database.tableNamed('CspTrustedSite').remove(row)
  })
}
