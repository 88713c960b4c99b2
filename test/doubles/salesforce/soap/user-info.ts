import type { OrgState } from '../org-state.ts'
import type { Value } from '../store/row.ts'
import { tag } from './xml.ts'

/** The elements of `userInfo` and of getUserInfo() [K+V: the names of the partner WSDL]. */
export function userInfo(org: OrgState, userId: string): string {
  const user = org.database.find(userId)
  const info: Record<string, Value | undefined> = {
    accessibilityMode: false,
    currencySymbol: '$',
    orgAttachmentFileSizeLimit: 26_214_400,
    orgDefaultCurrencyIsoCode: 'USD',
    orgDisallowHtmlAttachments: false,
    orgHasPersonAccounts: false,
    organizationId: org.id,
    organizationMultiCurrency: false,
    organizationName: org.database.find(org.id)?.['Name'],
    profileId: user?.['ProfileId'],
    roleId: null,
    sessionSecondsValid: 7200,
    userDefaultCurrencyIsoCode: null,
    userEmail: user?.['Email'],
    userFullName: user?.['Name'],
    userId,
    userLanguage: user?.['LanguageLocaleKey'],
    userLocale: user?.['LocaleSidKey'],
    userName: user?.['Username'],
    userTimeZone: user?.['TimeZoneSidKey'],
    userType: 'Standard',
    userUiSkin: 'Theme3'
  }
  return Object.entries(info)
    .map(([name, value]) => tag(name, value))
    .join('')
}
