import { lineAt } from './salesforce-source.ts'
import type { Problem, Source } from './salesforce-source.ts'

interface Rule {
  /** Files it looks at, by their path. */
  readonly files: RegExp
  readonly pattern: RegExp
  /** A sentence; `{}` is what was found. */
  readonly says: string
  /** Finds that are meant. */
  readonly except?: RegExp
}

const code = /\.(cls|trigger|page|component|cmp|js|html)$/
const script = /\.(js|html|page|component)$/
/** Which tab of the screen was looked at is no data: the one module that keeps it may, and until the window is closed. */
const scriptButLastPlace = /(?<!\/lwc\/lastPlace\/lastPlace)\.(js|html|page|component)$/
const kept = '{} keeps data in the browser, where every script of the org reads it'
const apex = /\.cls$/
const any = /./

/** Hosts that belong to nobody (RFC 2606), patterns of hosts, and addresses that are names of XML. */
const nobody =
  /^https?:\/\/(?:[\w:]+@)?(?:[\w-]+\.)*(?:example(?:\.com|\.org)?|invalid)(?![\w.])|^https:\/\/(?:\[|\.[+*])/
const namesOfXml = /^http:\/\/(?:soap\.sforce\.com\/2006\/04\/metadata|www\.w3\.org\/)/

/** What the engines don't look for, and a reviewer would. */
const rules: readonly Rule[] = [
  { files: any, pattern: /<includeSessionId>true</g, says: 'an outbound message sends a session id: whoever receives it could act as the user' },
  { files: any, pattern: /http:\/\/[^\s'"<>)]*/g, says: '{} is no https address', except: namesOfXml },
  { files: code, pattern: /https:\/\/[^\s'"<>)\\]+/g, says: '{}: a host is written into the code', except: nobody },
  { files: /-meta\.xml$/, pattern: /<(?:endpointUrl|parameterValue|url|endpoint)>https:\/\/[^<]+/g, says: '{}: a host is written into the metadata', except: /:\/\/(?:[\w-]+\.)*(?:invalid|example\.com)(?![\w.])/ },
  { files: script, pattern: /\b(?:inner|outer)HTML\b|\binsertAdjacentHTML\b|\blwc:inner-html\b|\bdocument\.write(?:ln)?\b/g, says: '{} puts text into the page as markup' },
  { files: script, pattern: /createElement\(\s*['"](?:script|iframe|object|embed)['"]/g, says: '{}) brings code or pages of others in' },
  { files: script, pattern: /\beval\(|\bnew Function\(|\bset(?:Timeout|Interval)\(\s*['"`]/g, says: '{} runs a text as code' },
  { files: script, pattern: /\b(?:localStorage|indexedDB)\b|\bdocument\.cookie\b/g, says: kept },
  { files: scriptButLastPlace, pattern: /\bsessionStorage\b/g, says: kept },
  { files: script, pattern: /postMessage\([^)]*['"]\*['"]/g, says: '{}) tells every origin' },
  { files: /\.(page|component|cmp|html)$/, pattern: /<(?:apex:)?(?:iframe|frame)\b[^>]*\bsrc="(?!\{)[^"]+"/g, says: '{}: the host of a frame is written into the code' },
  { files: /\.(page|component)$/, pattern: /escape="false"/g, says: '{} shows text as markup' },
  { files: /\.(page|component)$/, pattern: /<script[^>]*\bsrc=/g, says: '{} loads a script past the static resources' },
  { files: /\.(page|component)$/, pattern: /\bcspHeader="true"/g, says: '{} would block the panel’s frame' },
  { files: apex, pattern: /\bwithout\s+sharing\b/gi, says: '{} reads records the user may not see' },
  { files: apex, pattern: /\bSystem\.debug\(/gi, says: '{}) may log what nobody should read' },
  { files: apex, pattern: /@AuraEnabled\([^)]*cacheable\s*=\s*true/gi, says: '{}: an answer would stay in the browser' },
  { files: apex, pattern: /\bDatabase\.(?:query|countQuery|getQueryLocator)\(/gi, says: '{}) runs a query made of text' },
  { files: apex, pattern: /\bUserInfo\.getSessionId\(/gi, says: '{}) hands out the session' }
] // prettier-ignore

/** Comments blanked, line by line, so that a sentence about a danger is none. Addresses keep their slashes. */
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|(?<![:\w'"/])\/\/(?!\/).*$/gm, (comment) =>
    comment.replace(/[^\n]/g, ' ')
  )

/** Dangers in the source that no engine here knows. */
export function ownProblems(source: Source): Problem[] {
  const problems: Problem[] = []
  for (const { path, text } of source.files) {
    const isCode = code.test(path)
    const looked = isCode ? withoutComments(text) : text
    for (const { files, pattern, says, except } of rules) {
      if (!files.test(path)) continue
      for (const match of looked.matchAll(pattern))
        if (!except?.test(match[0]))
          problems.push({
            file: path,
            line: lineAt(text, match.index),
            message: says.replace('{}', match[0])
          })
    }
    if (apex.test(path)) problems.push(...ofClass(path, looked))
  }
  return problems
}

/** A class says how it shares; only the gateway calls out. */
function ofClass(file: string, text: string): Problem[] {
  const problems: Problem[] = []
  if (/@IsTest\b/i.test(text)) return problems
  const declared =
    /^(?:global|public|private)\s+(?:(?:virtual|abstract)\s+)?(?:(with|inherited)\s+sharing\s+)?(?:(?:virtual|abstract)\s+)?class\s+(\w+)/im.exec(
      text
    )
  if (declared && declared[1] === undefined)
    problems.push({ file, line: lineAt(text, declared.index), message: `the class ${declared[2] ?? ''} does not say "with sharing"` })
  for (const { index } of text.matchAll(/\bnew\s+Http\(\)/g))
    if (!file.endsWith('/Gateway.cls'))
      problems.push({ file, line: lineAt(text, index), message: 'calls out past the gateway' })
  return problems
} // prettier-ignore
