/** The package's page layouts. */
export const pageLayouts = (): object => ({})
