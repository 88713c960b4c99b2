import ConfirmModal from 'c/confirmModal'
import { labels } from './labels'

/** Asks whether a first synchronization may write what nobody has seen and approved in a plan. */
export async function mayGoUnapproved() {
  const yes = await ConfirmModal.open({
    size: 'small',
    label: labels.approveQuestion,
    lines: [labels.approveLine1, labels.approveLine2],
    confirmLabel: labels.approveOff,
    confirmVariant: 'destructive'
  })
  return yes === true
}
