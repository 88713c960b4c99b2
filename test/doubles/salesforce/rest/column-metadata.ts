import type { Database } from '../store/database.ts'
import { parse } from '../soql/parse.ts'
import { runQuery } from '../soql/query.ts'

/** `&columns=true`: the Salesforce CLI asks for a query's columns in a second call [T]; one level is told. */
export function columnMetadata(text: string, database: Database, now: number): object {
  const { sObject, fields = [] } = parse(text)
  runQuery(text, { database, now, all: false }) // refuses what the query itself would refuse
  const names = fields.map((field) => {
    if (field.type === 'Field') return field.field
    if (field.type === 'FieldRelationship') return [...field.relationships, field.field].join('.')
    if (field.type === 'FieldFunctionExpression') return field.alias ?? field.rawValue ?? field.functionName
    return field.type === 'FieldSubquery' ? field.subquery.relationshipName : field.field
  })
  return {
    columnMetadata: names.map((columnName, i) => ({
      aggregate: fields[i]?.type === 'FieldFunctionExpression',
      apexType: 'String',
      booleanType: false,
      columnName,
      custom: columnName.endsWith('__c'),
      displayName: columnName,
      foreignKeyName: null,
      insertable: false,
      joinColumns: [],
      numberType: false,
      textType: true,
      updatable: false
    })),
    entityName: sObject,
    groupBy: false,
    idSelected: names.includes('Id'),
    keyPrefix: database.schema.object(sObject)?.spec.keyPrefix ?? ''
  }
}
