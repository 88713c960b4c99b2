import type { Uncertain } from './uncertain-answer.ts'

/** Deployments and Metadata API calls. */
export const metadata = {
  noRightToDeploy: {
    mark: 'U',
    about:
      'A component is deployed without Customize Application or Manage Flow; that it fails is sure, its words are not.',
    text: 'insufficient access rights on object id'
  },
  activeFlowInProduction: {
    mark: 'U',
    about:
      'Production without the preference gets an active flow; whether it refuses is a switch, these are its words.',
    text: "You can't deploy an active flow to this org. Deploy it as inactive, or enable Deploy processes and flows as active."
  },
  flowActivatedByDeploy: {
    mark: 'U',
    about: 'Production without the preference gets a FlowDefinition that activates a version.',
    text: "You can't activate a flow by deployment in this org."
  },
  flowVersionMissing: {
    mark: 'U',
    about: 'A FlowDefinition names a version that does not exist; only the words are uncertain.',
    text: "activeVersionNumber - Flow version {number} of {name} doesn't exist"
  },
  flowCoverage: {
    mark: 'U',
    about: 'Production asks 75 % test coverage of active flows; that is sure, the words are not.',
    text: 'Test coverage of the flow is {percent}%, at least 75% test coverage is required'
  },
  changeOnCreate: {
    mark: 'U',
    about: 'ISCHANGED is refused in create-and-update flows; that is sure, the words are not.',
    text: "start - The ISCHANGED operator or function can't be used when the flow runs on record creation."
  },
  featureOff: {
    mark: 'K',
    about: 'A metadata type whose feature is off; that it is refused is sure, the words are from memory.',
    text: 'Not available for deploy for this organization'
  },
  notPackageable: {
    mark: 'U',
    about:
      'A package is built with global OAuth settings of an external client app; that it can’t be is sure.',
    text: 'The component type {type} can’t be packaged'
  },
  noPersonAccounts: {
    mark: 'K',
    about: 'A part of Person Accounts is deployed where they are off.',
    text: 'Entity Enumeration Or ID: bad value for restricted picklist field: PersonAccount'
  },
  permissionSetAssigned: {
    mark: 'U',
    about: 'A permission set that somebody has is deleted by a deployment.',
    text: "The permission set {name} is assigned to users and can't be deleted."
  },
  metadataNotByCrud: {
    mark: 'U',
    about:
      'Code and bundles are created by Metadata CRUD calls; that they can’t be is sure, the words are not.',
    code: 'INVALID_TYPE',
    text: 'This type of metadata is not available for this organization: {type}'
  },
  metadataExists: {
    mark: 'K',
    about: 'createMetadata of what is there; the code is known for fields, the words are from memory.',
    code: 'DUPLICATE_DEVELOPER_NAME',
    text: 'There is already a {type} named {name}'
  },
  metadataMissing: {
    mark: 'K',
    about: 'updateMetadata or deleteMetadata of what is not there; the words are those that deployments use.',
    code: 'INVALID_CROSS_REFERENCE_KEY',
    text: 'In field: fullName - no {type} named {name} found'
  },
  metadataRefused: {
    mark: 'U',
    about: 'A component fails in a CRUD call; words are those of deployments, the code differs by problem.',
    code: 'FIELD_INTEGRITY_EXCEPTION',
    text: '{problem}'
  },
  metadataTooMany: {
    mark: 'U',
    about: 'A CRUD call brings more than ten components; that ten is the limit is sure.',
    status: 500,
    code: 'LIMIT_EXCEEDED',
    text: 'LIMIT_EXCEEDED: no more than {most} components can be processed in one call'
  },
  metadataRename: {
    mark: 'U',
    about: 'renameMetadata: Salesforce renames most types, the practice org none.',
    code: 'INVALID_OPERATION',
    text: '{type} {name} can’t be renamed in the practice org'
  },
  validationNotRecent: {
    mark: 'U',
    about: 'A quick deploy of what was not validated with tests in the last 10 days; the words are a guess.',
    status: 400,
    code: 'INVALID_ID_FIELD',
    text: 'No validated deployment with tests of the last 10 days has the id {id}'
  },
  trustedUrlInvalid: {
    mark: 'U',
    about: 'A trusted URL names no address; that it is refused is from memory, the words are not.',
    text: 'EndpointUrl: invalid URL: {url}'
  },
  fieldTypeChange: {
    mark: 'U',
    about: 'A field is deployed with another type; which changes Salesforce takes differs by type.',
    text: 'Cannot change field type from {before} to {after}'
  },
  formulaChange: {
    mark: 'U',
    about: 'A field becomes a formula, or a formula a field.',
    text: "A formula field can't become another field, nor another a formula: {name}"
  },
  formulaType: {
    mark: 'U',
    about: 'A formula of a type that formulas do not have.',
    text: "A formula field can't be of type {type}"
  },
  fieldNotEditable: {
    mark: 'U',
    about: 'A permission set makes a formula editable.',
    text: 'Field {field} is not editable'
  },
  flowObjectMissing: {
    mark: 'U',
    about: 'A flow starts on an object that there is none of.',
    text: 'start - The object "{object}" doesn\'t exist, or you don\'t have access to it.'
  },
  flowStartMissing: {
    mark: 'U',
    about: 'A flow lacks its object or when it runs.',
    text: 'start - Required field is missing: {field}'
  },
  messageEndpointInvalid: {
    mark: 'U',
    about: 'An outbound message is deployed with an address that is none.',
    text: 'Endpoint URL: Invalid URL'
  },
  deployPartsMissing: {
    mark: 'U',
    about: 'A deployment by REST lacks one of its two parts.',
    status: 400,
    code: 'INVALID_MULTIPART_REQUEST',
    text: 'The request needs a part named json and one named file'
  },
  layoutObjectMissing: {
    mark: 'K',
    about: 'A layout is of an object that there is none of.',
    text: 'In field: layout - no CustomObject named {object} found'
  },
  layoutFieldMissing: {
    mark: 'K',
    about: 'A layout shows a field that there is none of.',
    text: 'In field: field - no CustomField named {field} found'
  },
  namedFieldMissing: {
    mark: 'K',
    about: 'An outbound message or a compact layout names a field that there is none of.',
    text: 'In field: fields - no CustomField named {field} found'
  },
  standardObjectMissing: {
    mark: 'K',
    about: 'An object file of a standard object that the org has none of.',
    text: "Entity of type 'CustomObject' named '{name}' cannot be found"
  },
  pluralLabelMissing: {
    mark: 'K',
    about: 'A custom object without a plural label; that it is refused is sure.',
    text: 'Must specify a non-empty plural label for the CustomObject'
  },
  nameFieldMissing: {
    mark: 'K',
    about: 'A custom object without a name field; that it is refused is sure.',
    text: 'Must specify a nameField of type Text or AutoNumber'
  },
  fieldObjectMissing: {
    mark: 'K',
    about: 'A field of an object that there is none of.',
    text: 'Entity Enumeration Or ID: bad value for restricted picklist field: {object}'
  },
  fieldNameEnding: {
    mark: 'K',
    about: 'A new field whose name does not end in __c.',
    text: "Field name provided, {name} must end with '__c'"
  },
  messageReferenced: {
    mark: 'K',
    about: 'An outbound message that a flow still sends is deleted; that it stays is known.',
    text: 'This outbound message is referenced elsewhere in salesforce.com. : {list}'
  },
  fieldTypeUnknown: {
    mark: 'K',
    about: 'A field of a type that the enumeration has not.',
    text: "Error parsing file: '{type}' is not a valid value for the enum 'FieldType'"
  },
  fieldPartMissing: {
    mark: 'K',
    about: 'A field without an element that its type needs.',
    text: "Must specify '{part}' for a CustomField of type {type}"
  },
  numberInvalid: {
    mark: 'K',
    about: 'Length, precision or scale of a field is no number.',
    text: "Error parsing file: '{text}' is not a valid value for the type xsd:int"
  },
  zipUnreadable: {
    mark: 'K',
    about: 'A deployment whose zip can’t be read.',
    text: 'Error unzipping file: not a zip file'
  },
  notInManifest: {
    mark: 'K',
    about: 'A file of the zip is not named in package.xml: a warning.',
    text: 'Not in package.xml'
  },
  typeUnknown: {
    mark: 'K',
    about: 'package.xml names a type that there is none of.',
    text: "Unknown type name '{type}' specified in package.xml"
  },
  metaFileMissing: {
    mark: 'K',
    about: 'Code comes without its -meta.xml file.',
    text: 'File {path} does not have a corresponding -meta.xml file'
  },
  rootElementWrong: {
    mark: 'K',
    about: 'A file begins with an element of another type.',
    text: 'Error parsing file: Element {name} invalid at this location'
  },
  deployIdInvalid: {
    mark: 'K',
    about: 'A deployment is asked for by an id that there is none of.',
    status: 404,
    code: 'INVALID_ID_FIELD',
    text: 'invalid id {id}'
  }
} satisfies Readonly<Record<string, Uncertain>>
