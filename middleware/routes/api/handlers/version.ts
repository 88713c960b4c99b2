/** The version in `If-Match`. One that we never gave is nobody's, and so not the newest. */
export const versionOf = (tag: string | null): number => (/^\d{1,9}$/.test(tag ?? '') ? Number(tag) : -1)
