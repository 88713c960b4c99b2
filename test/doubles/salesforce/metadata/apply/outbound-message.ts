import { ComponentProblem } from '../component.ts'
import type { Component } from '../component.ts'
import { hold } from '../context.ts'
import type { Deploying } from '../context.ts'
import type { MessageDefinition } from '../../messages/definition.ts'
import type { OrgState } from '../../org-state.ts'
import { childrenOf, textOf } from '../xml.ts'
import type { XmlElement } from '../xml.ts'
import { checkDeveloperName, checkElements, requiredText, withoutNamespace } from './names.ts'
import { wordsOf } from '../../uncertain.ts'

const known =
  'apiVersion description endpointUrl externalId fields fullName includeSessionId integrationUser name protected useDeadLetterQueue'.split(
    ' '
  )

/** A sender; what makes it send is a flow. Its id, the ActionId of its bodies, stays when it is deployed again. */
export function applyOutboundMessage(component: Component, context: Deploying): void {
  const { org, journal, namespace } = context
  const { xml, fullName } = component
  if (!xml) return
  const [object = '', name = ''] = fullName.split(/\.(.*)/s)
  checkElements(xml, 'WorkflowOutboundMessage', known)
  checkDeveloperName(withoutNamespace(name, namespace), 'Unique Name')
  requiredText(xml, 'name')
  const definition: MessageDefinition = {
    object,
    name,
    endpointUrl: endpoint(xml),
    fields: fields(xml, object, org),
    integrationUser: integrationUser(xml, org),
    apiVersion: requiredText(xml, 'apiVersion'),
    useDeadLetterQueue: textOf(xml, 'useDeadLetterQueue') === 'true',
    sentByFlows: true
  }
  const { id } = hold(component, context)
  journal.later(() => org.outbox.define({ ...definition, actionId: id }))
}

function endpoint(xml: XmlElement): string {
  const url = requiredText(xml, 'endpointUrl')
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return url
  throw new ComponentProblem(wordsOf('messageEndpointInvalid'), xml)
}

function fields(xml: XmlElement, objectName: string, org: OrgState): string[] {
  const object = org.schema.object(objectName)
  if (!object) throw new ComponentProblem(`In field: object - no CustomObject named ${objectName} found`, xml)
  return childrenOf(xml, 'fields').map((each) => {
    const field = object.field(each.text.trim())
    if (field && field.type !== 'address') return field.name
    const named = `${objectName}.${each.text.trim()}`
    throw new ComponentProblem(wordsOf('namedFieldMissing', { field: named }), each)
  })
}

/** Required, a username, of somebody active [V]. */
function integrationUser(xml: XmlElement, org: OrgState): string {
  const username = textOf(xml, 'integrationUser') ?? ''
  const user = org.database.tableNamed('User').find('Username', username)?.[0]
  if (user?.['IsActive'] === true) return username
  throw new ComponentProblem(`In field: integrationUser - no User named ${username} found`, xml) // [V]
}

/** Refused while any version of any flow, active or not, names the message [V]. */
export function deleteOutboundMessage(fullName: string, { org, catalogue, journal }: Deploying): void {
  const held = catalogue.get('WorkflowOutboundMessage', fullName)
  if (!held) throw new ComponentProblem(`No WorkflowOutboundMessage named: ${fullName} found`, {}, 'Warning')
  const users = catalogue.flows.filter(({ versions }) =>
    versions.some(({ graph }) =>
      graph.actions.some(
        ({ type, action }) => type === 'outboundMessage' && action.toLowerCase() === fullName.toLowerCase()
      )
    )
  )
  if (users.length > 0) {
    const list = users.map(({ name }) => `Flow Version - ${name}`).join(', ')
    throw new ComponentProblem(wordsOf('messageReferenced', { list }))
  }
  journal.done(catalogue.set('WorkflowOutboundMessage', fullName, undefined))
  const [object = '', name = ''] = fullName.split('.')
  journal.later(() => void org.outbox.remove(object, name))
}
