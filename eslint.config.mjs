import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const ABOVE_LIB = ['node-red', '**/nodes/**', '**/cli/**'];

/** Which rooms `files` may not look up to (docs/architecture.md, "Floors"); nothing in lib/ knows Node-RED. */
const floor = (files, ...rooms) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: [...ABOVE_LIB, ...rooms.map((room) => `**/${room}/**`)],
            message: 'Dependencies point down the floors only.',
          },
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/', '.cache/'] },
  js.configs.recommended,
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } } },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'off',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      'no-console': 'error',
    },
  },
  { files: ['cli/**', 'bench/**', 'test/**', 'scripts/**'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // Fakes answer at once what the real thing promises.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  floor(['lib/**']),
  floor(['lib/sip/**'], 'media', 'hearing', 'speech', 'ivr', 'gateway', 'phone-tree'),
  floor(['lib/media/**'], 'sip', 'hearing', 'speech', 'ivr', 'gateway', 'phone-tree'),
  floor(['lib/hearing/**'], 'sip', 'media', 'speech', 'ivr', 'gateway', 'phone-tree'),
  floor(['lib/speech/**'], 'sip', 'ivr', 'gateway', 'phone-tree'),
  floor(['lib/ivr/**'], 'sip', 'media', 'hearing', 'speech', 'gateway', 'phone-tree'),
  floor(['lib/store/**'], 'sip', 'media', 'hearing', 'speech', 'ivr', 'gateway', 'phone-tree'),
  floor(['lib/phone-tree/**'], 'gateway', 'hearing', 'ivr'),
  floor(['lib/gateway/**'], 'phone-tree'),
);
