import eslint from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** What each room of the house may import; `test/unit/architecture.test.ts` holds the same walls. */
const wall = (files, forbidden) => ({
	files,
	rules: {
		'no-restricted-imports': [
			'error',
			{ patterns: forbidden.map(([regex, message]) => ({ regex, message })) },
		],
	},
});
const noEditor = ['^vscode$', 'Only src/editor and src/extension.ts may import vscode.'];

export default tseslint.config(
	{ ignores: ['dist/**', 'node_modules/**', 'coverage/**', '.vscode-test/**', '**/fixtures/**'] },
	eslint.configs.recommended,
	...tseslint.configs.strictTypeChecked,
	{
		languageOptions: {
			globals: globals.node,
			parserOptions: {
				projectService: { allowDefaultProject: ['*.mjs'] },
				tsconfigRootDir: import.meta.dirname,
			},
		},
		rules: {
			'max-lines': ['error', { max: 500 }],
			'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
			'no-console': 'error',
			'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/explicit-module-boundary-types': 'error',
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
			'@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
		},
	},
	{
		files: ['src/core/**'],
		rules: {
			'no-restricted-properties': [
				'error',
				{ object: 'Date', property: 'now', message: 'Time is an argument in core.' },
				{ object: 'Math', property: 'random', message: 'Randomness is an argument in core.' },
			],
			'no-restricted-syntax': [
				'error',
				{
					selector: "NewExpression[callee.name='Date'][arguments.length=0]",
					message: 'Time is an argument in core.',
				},
			],
			'no-restricted-globals': [
				'error',
				'process',
				'console',
				'fetch',
				'Buffer',
				'setTimeout',
				'setInterval',
			],
		},
	},
	wall(
		['src/core/**'],
		[
			[
				'^(?!\\.{1,2}/|simple-statistics$|temporal-polyfill$)',
				'Core imports core and the two pure libraries only.',
			],
			['(^|/)(sources|ledger|present|cli|editor|webview|outlay)/', 'Core imports core only.'],
		],
	),
	wall(
		['src/sources/**'],
		[noEditor, ['\\.\\./(ledger|present|cli|editor|webview|outlay)(/|\\.js)', 'Sources import core only.']],
	),
	wall(
		['src/ledger/**'],
		[
			noEditor,
			['\\.\\./(sources|present|cli|editor|webview|outlay)(/|\\.js)', 'The ledger imports core only.'],
		],
	),
	wall(
		['src/present/**'],
		[noEditor, ['\\.\\./(sources|ledger|cli|editor|webview|outlay)(/|\\.js)', 'Present imports core only.']],
	),
	wall(
		['src/outlay/**', 'src/outlay.ts'],
		[noEditor, ['\\./(cli|editor|webview)/', 'Outlay knows no face.']],
	),
	wall(
		['src/cli/**'],
		[noEditor, ['\\.\\./(sources|ledger|editor|webview)/', 'The CLI talks to outlay, core and present.']],
	),
	wall(
		['src/editor/**'],
		[['\\.\\./(sources|ledger|cli|webview)/', 'The editor talks to outlay, core and present.']],
	),
	// AssemblyScript: its types are not those of TypeScript, and its compiler checks them.
	{ files: ['src/sources/transcripts/wasm/**'], ...tseslint.configs.disableTypeChecked },
	{ files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
	{
		files: ['**/*.mjs'],
		languageOptions: { parserOptions: { projectService: false } },
		rules: {
			'no-restricted-exports': 'off',
			'no-console': 'off',
			'max-lines-per-function': 'off',
			'@typescript-eslint/explicit-module-boundary-types': 'off',
		},
	},
	{
		files: ['test/**'],
		rules: {
			'max-lines-per-function': 'off',
			'no-console': 'off',
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/no-unused-expressions': 'off',
		},
	},
);
