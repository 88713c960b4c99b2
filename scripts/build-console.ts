import { parseArgs } from 'node:util'
import { buildConsole } from './console/build.ts'

const usage = `npm run build:console -- [--out FOLDER]
  --out FOLDER  where builds are kept, one folder for each state of the sources (node_modules/.cache/console)`

const { values } = parseArgs({ options: { out: { type: 'string' }, help: { type: 'boolean' } } })
if (values.help === true) console.log(usage)
else {
  const { folder, sizes, seconds } = await buildConsole(values.out)
  console.log(`${folder}\n${sizes.join('\n')}\n${seconds.toFixed(1)} s`)
}
