import { audit, choice, identity, text } from './common-fields.ts'
import { field } from './field.ts'
import type { ObjectSpec } from './object-schema.ts'

/** The parts that metadata files name as well, with a small first letter. */
export const textFields = ['MasterLabel', 'EndpointUrl', 'Description', 'Context'] as const
export const booleanFields = [
  'IsActive',
  'IsApplicableToConnectSrc',
  'IsApplicableToFontSrc',
  'IsApplicableToFrameSrc',
  'IsApplicableToImgSrc',
  'IsApplicableToMediaSrc',
  'IsApplicableToStyleSrc',
  'CanAccessCamera',
  'CanAccessMicrophone'
] as const

/** A trusted URL of the content security policy; the sObject supports create() [V]. Lengths are [K]. */
export const cspTrustedSite: ObjectSpec = {
  name: 'CspTrustedSite',
  label: 'Trusted URL',
  labelPlural: 'Trusted URLs',
  keyPrefix: '08y',
  writtenWith: 'CustomizeApplication',
  fields: [
    ...identity('Trusted URL ID'),
    text('DeveloperName', 'API Name', 80, { nillable: false, unique: true }),
    choice('Language', 'Master Language', 'en_US|de|fr|pl|ja', 40, {
      nillable: false,
      defaulted: true,
      defaultValue: 'en_US'
    }),
    text('MasterLabel', 'Label', 80, { nillable: false, nameField: true, defaulted: true }),
    text('EndpointUrl', 'Endpoint URL', 765, { nillable: false }),
    text('Description', 'Description', 765),
    choice('Context', 'Context', 'All|LEX|Communities|FieldServiceMobileExtension|VisualForce', 40, {
      nillable: false,
      defaulted: true,
      defaultValue: 'All',
      restricted: true
    }),
    ...booleanFields.map((name) => field(name, name, 'boolean', { defaultValue: name === 'IsActive' })),
    ...audit
  ]
}
