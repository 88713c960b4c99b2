import type { Belongings } from '../database/delete-connection.ts'

const counted = (count: number, one: string, many: string) =>
  `${new Intl.NumberFormat('en').format(count)} ${count === 1 ? one : many}`

/** What deleting a connection takes away, and what is done before, each in a sentence. */
export function consequences(
  { links, openIssues, runs, underWay }: Belongings,
  label: string
): { consequences: string[]; before: string[] } {
  return {
    consequences: [
      `Nothing is synchronized with ${label} by this connection any more. Records on both sides stay as they are.`,
      `It forgets which records belong together: ${counted(links, 'pair', 'pairs')}. A new connection would match them anew, by the rules of its mapping.`,
      `Its history (${counted(runs, 'run', 'runs')}), its report and ${counted(openIssues, 'open issue', 'open issues')} are taken away.`,
      'Its flows and messages stay in Salesforce until real time is repaired, which takes them away; what was set up by hand is removed in Setup. Messages that still come are refused, and Salesforce goes on sending them for a day.',
      `The settings go, and the secrets with them.`,
      'What is known of opt-outs belongs to the org and stays, so that nobody who opted out is contacted by mistake. The audit log stays.'
    ],
    before: [
      ...(underWay > 0
        ? [`${counted(underWay, 'run is', 'runs are')} under way and would end where ${underWay === 1 ? 'it is' : 'they are'}. Pause, and wait for the end.`]
        : []),
      'Export the history you want to keep.'
    ]
  } // prettier-ignore
}
