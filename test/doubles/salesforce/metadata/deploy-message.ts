/** One component's outcome: an element of `componentSuccesses` or `componentFailures`. Instants are ISO. */
export interface DeployMessage {
  readonly changed: boolean
  readonly columnNumber?: number
  readonly componentType: string
  readonly created: boolean
  readonly createdDate: string
  readonly deleted: boolean
  readonly fileName: string
  readonly fullName: string
  readonly id?: string
  readonly lineNumber?: number
  readonly problem?: string
  readonly problemType?: 'Error' | 'Warning'
  readonly success: boolean
  readonly warning?: boolean
}

export interface Outcome {
  readonly messages: readonly DeployMessage[]
  /** Whether what was done stays. */
  readonly kept: boolean
  /** Flows an org that wants tests found without them. */
  readonly uncovered: readonly { readonly flowName: string; readonly message: string }[]
}

export const isFailure = ({ success }: DeployMessage): boolean => !success
