import {
  audit,
  choice,
  identity,
  owner,
  personName,
  reference,
  required,
  text,
  views
} from './common-fields.ts'
import { field } from './field.ts'
import type { ObjectSpec } from './object-schema.ts'

/** Individual: a person's privacy wishes, shared by their leads and contacts [K: fields and labels]. */
export const individualObject: ObjectSpec = {
  name: 'Individual',
  label: 'Individual',
  labelPlural: 'Individuals',
  keyPrefix: '0PK',
  mergeable: true,
  fields: [
    ...identity('Individual ID'),
    owner(),
    ...personName,
    field('BirthDate', 'Birth Date', 'date'),
    text('Website', 'Website', 255),
    ...audit,
    ...views,
    ...(
      [
        ['HasOptedOutTracking', "Don't Track"],
        ['HasOptedOutProfiling', "Don't Profile"],
        ['HasOptedOutProcessing', "Don't Process"],
        ['HasOptedOutSolicit', "Don't Market"],
        ['ShouldForget', 'Forget this Individual'],
        ['SendIndividualData', 'Export Individual’s Data'],
        ['CanStorePiiElsewhere', 'OK to Store PII Data Elsewhere'],
        ['HasOptedOutGeoTracking', 'Block Geolocation Tracking']
      ] as const
    ).map(([name, label]) => field(name, label, 'boolean'))
  ]
}

/** How a person wants to be reached on one kind of contact point [K: fields and labels]. */
export const contactPointTypeConsent: ObjectSpec = {
  name: 'ContactPointTypeConsent',
  label: 'Contact Point Type Consent',
  labelPlural: 'Contact Point Type Consents',
  keyPrefix: '0ZY',
  fields: [
    ...identity('Contact Point Type Consent ID'),
    owner('Group|User'),
    text('Name', 'Name', 255, { ...required, nameField: true }),
    ...audit,
    ...views,
    reference('PartyId', 'Party ID', 'Individual', 'Party', {
      nillable: false,
      updateable: false,
      children: 'ContactPointTypeConsents',
      indexed: true,
      parentDelete: 'cascade'
    }),
    choice('ContactPointType', 'Contact Point Type', 'Email|MailingAddress|Phone|Social|Web', 40, {
      nillable: false,
      restricted: true
    }),
    choice(
      'PrivacyConsentStatus',
      'Privacy Consent Status',
      'NotSeen=Not Seen|Seen|OptIn=Opt In|OptOut=Opt Out',
      40,
      {
        nillable: false,
        restricted: true
      }
    ),
    field('CaptureDate', 'Consent Captured Date Time', 'datetime'),
    text('CaptureSource', 'Consent Captured Source', 255),
    choice(
      'CaptureContactPointType',
      'Consent Captured Contact Point Type',
      'Email|MailingAddress|Phone|Social|Web',
      40,
      {
        restricted: true
      }
    ),
    field('EffectiveFrom', 'Effective From', 'datetime'),
    field('EffectiveTo', 'Effective To', 'datetime'),
    field('DoubleConsentCaptureDate', 'Double Opt-In Consent Captured Date', 'datetime')
  ]
}
