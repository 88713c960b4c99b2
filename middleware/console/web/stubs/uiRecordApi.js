/** The console's record page reads again when it is told that a record changed. */
export const recordsChanged = 'bothways:records-changed'

export async function notifyRecordUpdateAvailable(records) {
  dispatchEvent(new CustomEvent(recordsChanged, { detail: records.map(({ recordId }) => recordId) }))
}
export const getRecordNotifyChange = (records) => void notifyRecordUpdateAvailable(records)
