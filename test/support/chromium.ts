import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

const path = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Why tests that need a browser are skipped here; null when there is one. */
export const noBrowser = existsSync(path)
  ? null
  : `there is no Chromium at ${path}: install it (apt-get install chromium), or set CHROMIUM to where it is`

/** A Chromium that calls nobody by itself. */
export const launchChromium = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: path,
    args: [
      ...more,
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync'
    ]
  })
