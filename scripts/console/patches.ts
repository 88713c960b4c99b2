import type { Plugin } from 'rolldown'

interface Patch {
  readonly file: RegExp
  readonly from: string
  readonly to: string
}

/** Places of libraries that assume the platform around them. A build fails when one has changed, so that somebody looks. */
const patches: readonly Patch[] = [
  {
    // A <style> made by a script would need style-src 'unsafe-inline'; a constructed sheet needs nothing.
    file: /\/@lwc\/engine-dom\/dist\/index\.js$/,
    from: 'insertStyleElement(content, document.head, cacheData, signal);',
    to: 'document.adoptedStyleSheets.push(createConstructableStylesheet(content));'
  },
  {
    // Put into the page and taken out of it again later, as before, but a style sheet no more.
    file: /\/lightning\/f6Controller\/f6Controller\.js$/,
    from: "this._styleElement = document.createElement('style');",
    to: "this._styleElement = document.createElement('template');"
  },
  {
    file: /\/lightning\/f6Controller\/f6Controller\.js$/,
    from: 'document.head.appendChild(this._styleElement);',
    to: `const sheet = new CSSStyleSheet();
        sheet.replaceSync(this._styleElement.textContent);
        document.adoptedStyleSheets.push(sheet);
        document.head.appendChild(this._styleElement);`
  },
  {
    file: /\/lightning\/primitiveIcon\/primitiveIcon\.js$/,
    from: "return this.src ? sanitizeURL(this.src) : '';",
    to: "return this.src ? sanitizeURL(this.src) : spriteOf(this.category) + '#' + this.name;"
  },
  {
    file: /\/lightning\/primitiveIcon\/primitiveIcon\.js$/,
    from: "import dir from '@salesforce/i18n/dir';",
    to: "import dir from '@salesforce/i18n/dir';\nimport { spriteOf } from 'bothways:sprites';"
  }
]

export function browserPatches(): Plugin {
  const done = new Set<Patch>()
  return {
    name: 'browser-patches',
    transform(code, id) {
      const file = id.split('?')[0] ?? ''
      let patched = code
      for (const patch of patches.filter((one) => one.file.test(file))) {
        if (!patched.includes(patch.from))
          this.error(`${file} has changed: look at its patch "${patch.from}"`)
        patched = patched.replace(patch.from, () => patch.to)
        done.add(patch)
      }
      return patched === code ? null : { code: patched, map: null }
    },
    buildEnd(error) {
      const missed = patches.filter((patch) => !done.has(patch))
      if (error === undefined && missed.length > 0)
        this.error(`A patched file was not met: ${missed.map((patch) => patch.file.source).join(', ')}`)
    }
  }
}
