/** Rights on one object; what is left out is not given. Names are those of the Metadata API. */
export interface ObjectPermission {
  readonly object: string
  readonly allowRead?: boolean
  readonly allowCreate?: boolean
  readonly allowEdit?: boolean
  readonly allowDelete?: boolean
  readonly viewAllRecords?: boolean
  readonly modifyAllRecords?: boolean
  readonly viewAllFields?: boolean
}

/** Rights on one field, by its path: `Contact.Birthdate`. An editable field is readable. */
export interface FieldPermission {
  readonly field: string
  readonly readable?: boolean
  readonly editable?: boolean
}

/** A permission set as the Metadata API words it. */
export interface PermissionSet {
  readonly name: string
  readonly label?: string
  readonly objectPermissions?: readonly ObjectPermission[]
  readonly fieldPermissions?: readonly FieldPermission[]
  /** Names of the enabled ones: `ModifyMetadata`, `ViewAllData`. */
  readonly userPermissions?: readonly string[]
  readonly customPermissions?: readonly string[]
  /** Principals of external credentials, as `Bothways-Main`. */
  readonly principals?: readonly string[]
}
