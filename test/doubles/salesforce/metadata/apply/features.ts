import { wordsOf } from '../../uncertain.ts'
import { ComponentProblem } from '../component.ts'
import type { Component } from '../component.ts'
import type { Deploying } from '../context.ts'

const translations = ['Translations', 'CustomObjectTranslation']
const clientApps = [
  'ExternalClientApplication',
  'ExtlClntAppOauthSettings',
  'ExtlClntAppGlobalOauthSettings',
  'ExtlClntAppOauthConfigurablePolicies'
]

/** Refuses what belongs to a feature that the org has not on, and what no package may hold. */
export function checkFeature({ type, fullName }: Component, { org, namespace }: Deploying): void {
  const { translationWorkbench, externalClientApps, personAccounts } = org.switches
  const off =
    (translations.includes(type) && !translationWorkbench) ||
    (clientApps.includes(type) && !externalClientApps)
  if (namespace !== null && type === 'ExtlClntAppGlobalOauthSettings') {
    throw new ComponentProblem(wordsOf('notPackageable', { type }))
  }
  if (off) throw new ComponentProblem(wordsOf('featureOff'))
  if (!personAccounts && /^PersonAccount(?:[.-]|$)|__pc$/.test(fullName)) {
    throw new ComponentProblem(wordsOf('noPersonAccounts'))
  }
}
