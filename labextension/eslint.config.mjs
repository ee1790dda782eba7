// eslint looks at files below the folder it is started in: that is the whole project, because the
// widgets' TypeScript stands beside their Python.
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const AS_TEXT = 'Text of the cloud is hostile: set it as text.';
const HTML = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'srcdoc'];

export default tseslint.config(
  { ignores: ['**/*.mjs', '**/*.js', 'labextension/lib/'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: './tsconfig.check.json', tsconfigRootDir: import.meta.dirname }
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // a namespace of command ids is the custom of JupyterLab extensions
      '@typescript-eslint/no-namespace': 'off',
      // signals are connected with a method and its object: connect(this._onState, this)
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }]
    }
  },
  {
    files: ['canfar_jupyter/widgets/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...HTML.map(property => ({ property, message: AS_TEXT })),
        { object: 'document', property: 'write', message: AS_TEXT }
      ],
      'no-restricted-globals': ['error', 'fetch', 'XMLHttpRequest', 'eval'],
      'no-restricted-syntax': [
        'error',
        { selector: 'ImportExpression', message: 'A widget fetches nothing.' },
        {
          selector:
            "CallExpression[callee.property.name='createElement'][arguments.0.value='button']",
          message: 'Buttons are made by kit/elements/button.ts.'
        },
        {
          selector: "CallExpression[callee.name='element'][arguments.0.value='button']",
          message: 'Buttons are made by kit/elements/button.ts.'
        }
      ],
      'max-lines-per-function': ['error', { max: 45, skipComments: true }]
    }
  },
  {
    files: ['canfar_jupyter/widgets/kit/elements/button.ts'],
    rules: { 'no-restricted-syntax': 'off' }
  }
);
