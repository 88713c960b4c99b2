import type { Uncertain } from './uncertain-answer.ts'

/** Tooling API, credentials and what else is set up. */
export const setup = {
  toolingRight: {
    mark: 'U',
    about: 'A flow is activated by the Tooling API without Manage Flow; only code and words are uncertain.',
    status: 403,
    code: 'INSUFFICIENT_ACCESS',
    text: 'insufficient access rights on object id'
  },
  activeVersionDeleted: {
    mark: 'U',
    about: 'The active version of a flow is deleted by the Tooling API; that it stays is sure.',
    status: 400,
    code: 'DELETE_FAILED',
    text: 'Flow version is active and can’t be deleted.'
  },
  credentialExists: {
    mark: 'K',
    about:
      'POST of a credential that a principal has already; that it fails is from memory, its code a guess.',
    status: 400,
    code: 'INVALID_INPUT',
    text: 'A credential already exists for the principal {principal}. Use PUT to replace it.'
  },
  credentialMissing: {
    mark: 'U',
    about: 'PUT, PATCH or DELETE of a credential that no POST made.',
    status: 404,
    code: 'NOT_FOUND',
    text: 'No credential exists for the principal {principal}.'
  },
  externalCredentialMissing: {
    mark: 'U',
    about: 'A credential is written for an external credential or a principal that does not exist.',
    status: 404,
    code: 'NOT_FOUND',
    text: 'The external credential or principal doesn’t exist: {name}'
  },
  credentialRight: {
    mark: 'U',
    about:
      'Who may write credentials is known (Manage Named Credentials or Customize Application), the refusal is not.',
    status: 403,
    code: 'INSUFFICIENT_ACCESS',
    text: 'You don’t have access to named credentials.'
  },
  managedObject: {
    mark: 'K',
    about:
      'Something of an installed package is to be changed; whether it is refused is a switch, the words are one publisher’s.',
    status: 400,
    code: 'CANNOT_MODIFY_MANAGED_OBJECT',
    text: 'Cannot modify managed object: entity={entity}, component={component}, state=installed'
  },
  calloutRefused: {
    mark: 'K',
    about:
      'A callout without principal access or without Read on UserExternalCredential; the words are from memory.',
    text: 'We couldn\'t access the credential(s). You might not have the required permissions, or the external credential "{name}" might not exist.'
  },
  principalPrefix: {
    mark: 'U',
    about: 'The first three characters of the id of an external credential’s principal.',
    text: '7Fp'
  },
  principalEntityType: {
    mark: 'U',
    about: 'What SetupEntityAccess calls a principal that a permission set opens.',
    text: 'ExternalCredentialPrincipal'
  },
  toolingMetadataMissing: {
    mark: 'U',
    about: 'A flow is to be activated without Metadata.',
    status: 400,
    code: 'INVALID_INPUT',
    text: 'Metadata is required'
  },
  toolingVersionMissing: {
    mark: 'U',
    about: 'A flow version is activated that there is none of.',
    status: 400,
    code: 'INVALID_INPUT',
    text: 'activeVersionNumber: no version {number}'
  }
} satisfies Readonly<Record<string, Uncertain>>
