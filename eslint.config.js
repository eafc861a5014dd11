// Lints for everything written in JavaScript here; layout is Prettier's business alone.

import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';

export default defineConfig([
  globalIgnores([
    'dist/',
    'target/',
    'pkg/wasm/',
    'pkg/wasm-full/',
    'pkg/wasm-wide/',
    'pkg/wasm-scan/',
    'pkg/contend-lab.js',
    'web/generated/',
  ]),
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-alert': 'error',
      'no-console': 'error',
      'no-restricted-globals': ['error', 'event', 'name', 'length'],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['web/**', 'pkg/**', 'crate/**'],
    languageOptions: { globals: { ...globals.browser, ...globals.worker } },
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TaggedTemplateExpression TemplateElement[value.raw=/\\sstyle=/]',
          message: 'The content policy refuses style attributes: bind the property, `.style=`.',
        },
        {
          selector: 'AwaitExpression:not(:function *)',
          message:
            'WebKit hands out modules that import one with a top-level await before they ran.',
        },
      ],
    },
  },
  {
    files: ['web/public/sw.js', 'web/**/*service-worker*.js'],
    languageOptions: { globals: globals.serviceworker },
  },
  {
    files: ['*.js', 'tools/**'],
    languageOptions: { globals: globals.nodeBuiltin },
    rules: { 'no-console': 'off' },
  },
  {
    // Browser tests hold functions that run in the page.
    files: ['tests/**'],
    languageOptions: { globals: { ...globals.browser, ...globals.nodeBuiltin } },
    rules: { 'no-console': 'off' },
  },
]);
