import type { Connector } from '../connectors/connector.ts'

/** Why this edition of Salesforce is not enough; null where it is, or where it is not known. */
export function editionRefusal(
  connector: Pick<Connector, 'label' | 'editions'>,
  edition: string
): string | null {
  const { label, editions } = connector
  if (editions === undefined || edition === '' || editions.includes(edition)) return null
  return `${label} synchronises with ${listed(editions)}, and this org has the ${edition}.`
}

const listed = (names: readonly string[]): string =>
  [names.slice(0, -1).join(', '), names.at(-1)].filter((one) => one !== '').join(' or ')
