import type { Route } from '../http/call.ts'
import { assetRoutes } from './assets.ts'
import { binRoutes } from './bin-page.ts'
import { deleteRoutes } from './delete-page.ts'
import { editRoutes } from './edit-page.ts'
import { homeRoutes } from './home-page.ts'
import { listRoutes } from './list-page.ts'
import { messageRoutes } from './messages-page.ts'
import { objectRoutes } from './objects-page.ts'
import type { PageCall } from './page-call.ts'
import { recordRoutes } from './record-page.ts'
import { switchRoutes } from './switches-page.ts'
import { timeRoutes } from './time-page.ts'

/** Every page on one screen. */
export const routes: readonly Route<PageCall>[] = [
  ...homeRoutes,
  ...objectRoutes,
  ...listRoutes,
  ...recordRoutes,
  ...editRoutes,
  ...deleteRoutes,
  ...binRoutes,
  ...messageRoutes,
  ...timeRoutes,
  ...switchRoutes,
  ...assetRoutes
]
