import { LightningElement, api } from 'lwc'
import { fill } from 'c/texts'
import labelNumber from '@salesforce/label/c.Common_ProblemNumber'
import labelUnexpected from '@salesforce/label/c.Common_Unexpected'

/** What was refused, in a sentence, with what to do next. Says nothing while there is no problem. */
export default class ProblemNote extends LightningElement {
  /**
   * What was thrown: an ApiProblem, or an error of the screen itself.
   * @type {import('c/api').ApiProblem | Error | null}
   */
  @api problem = null

  get sentence() {
    const { problem } = this
    if (problem === null) return ''
    return 'code' in problem ? problem.message : fill(labelUnexpected, problem.message)
  }

  get next() {
    return this.problem !== null && 'next' in this.problem ? this.problem.next : undefined
  }

  get number() {
    const id = this.problem !== null && 'id' in this.problem ? this.problem.id : undefined
    return id === undefined ? undefined : fill(labelNumber, id)
  }
}
