import { readConfig } from '../../middleware/config.ts'
import { createLog } from '../../middleware/log.ts'
import { startMiddleware } from '../../middleware/main.ts'
import { connector } from './plain-http.ts'

/** A node of its own that speaks with the plain system alone; to be killed. */
const config = readConfig()
await startMiddleware(config, createLog(config.logLevel), [connector])
process.stdout.write('Bothways is ready\n')
