import lightning from '@salesforce/eslint-plugin-lightning'
import lwcRecommended from '@salesforce/eslint-config-lwc/recommended.js'
import globals from 'globals'
import ts from 'typescript-eslint'

const typescript = ['{middleware,scripts,test}/**/*.ts']
const components = [
  'force-app/**/lwc/**/*.js',
  'middleware/console/web/modules/**/*.js',
  'test/support/lwc/*.js'
]

/** Lint rules of both halves: the TypeScript service and the Lightning Web Components. */
export default ts.config(
  { ignores: ['node_modules', '.bothways', 'coverage', 'test/support/lwc/types.d.ts'] },
  {
    files: typescript,
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: process.cwd() } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true }
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/require-await': 'off', // contracts are async even where one implementation answers at once
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' }
      ],
      'no-console': 'error'
    }
  },
  {
    files: ['scripts/**/*.ts', 'middleware/cli/**/*.ts', 'test/doubles/**/*.ts'],
    rules: { 'no-console': 'off' }
  },
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  ...[lwcRecommended].flat().map((config) => ({ ...config, files: components })),
  {
    files: components,
    plugins: { lightning },
    // Prettier takes away the parentheses that it asks for.
    rules: { 'no-confusing-arrow': 'off' }
  },
  {
    files: ['middleware/console/web/**/*.js'],
    languageOptions: { globals: globals.browser }
  },
  {
    files: ['force-app/**/__tests__/**/*.js', 'test/support/lwc/*.js'],
    languageOptions: { globals: { ...globals.jest, ...globals.node } }
  }
)
