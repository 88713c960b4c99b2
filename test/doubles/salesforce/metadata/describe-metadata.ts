import { metadataTypes } from './types.ts'

/** `DescribeMetadataResult`: the types the org knows. */
export function describeMetadata(): object {
  return {
    metadataObjects: metadataTypes.map(({ name, directory, suffix, metaFile, children }) => ({
      ...(children && { childXmlNames: Object.values(children) }),
      directoryName: directory,
      inFolder: false,
      metaFile: metaFile ?? false,
      ...(suffix !== '' && { suffix }),
      xmlName: name
    })),
    organizationNamespace: '',
    partialSaveAllowed: true,
    testRequired: false
  }
}
