import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildLanguageOf, codeLines, languageOf } from '../../../src/core/language.js';
import { kindOfFile } from '../../../src/core/sourceFile.js';

/** Lines that begin with `+` are expected to be code, those with `-` not. */
function check(path: string, marked: string): void {
	const lines = marked.split('\n');
	const marks = languageOf(path) ?? buildLanguageOf(path);
	assert.ok(marks, path);
	const read = codeLines(lines.map((line) => line.slice(1)).join('\n'), marks);
	assert.deepEqual(
		read.map((isCode, index) => `${isCode ? '+' : '-'}${lines[index]?.slice(1) ?? ''}`),
		lines,
	);
}

describe('code lines', () => {
	it('drops blank lines and comments of C-like languages, block comments included', () => {
		check(
			'a.c',
			'-/* one\n- * two\n- */\n+int a; /* why */\n-\n-   \t\n-// b\n+int c; // d\n+/* e */ int f;\n-/* g */ /* h */',
		);
	});

	it('reads marks inside strings as text', () => {
		check(
			'a.ts',
			'+const glob = "src/**/*.ts";\n+const url = \'http://x\';\n+const t = `\n+ // text\n+ `;\n-// end',
		);
		check('a.go', '+s := `\n+/* text\n+`\n-/* x */');
		check('a.rs', "+fn f<'a>(x: &'a str) {\n-// c\n+}");
	});

	it('takes a docstring for documentation and a string value for code', () => {
		check(
			'a.py',
			'+def f():\n-    """Docs.\n-\n-    More.\n-    """\n+    x = """\n+text\n+"""\n-    # why\n+    return x  # z',
		);
	});

	it('knows the comments of other common languages', () => {
		check('a.sql', '-- a\n-/* b */\n+select 1; -- c'.replace(/^--/, '---'));
		check('a.rb', '-=begin\n-text\n-=end\n+puts 1 # x\n-# y');
		check('a.lua', '---[[ a\n-b ]]\n+x = 1');
		check('a.hs', '-{- a\n-b -}\n+x = 1\n--- c');
		check('a.html', '-<!-- a\n-b -->\n+<p>c</p>');
		check('a.sh', '-#!/bin/sh\n-# a\n+echo "# b"');
		check('Makefile', "-# a\n+all: b # don't\n-# c");
	});

	it('never throws and answers once a line, whatever the text', () => {
		fc.assert(
			fc.property(fc.string(), fc.constantFrom('a.c', 'a.py', 'a.ts', 'a.lua', 'a.pas'), (text, path) => {
				const marks = languageOf(path);
				assert.ok(marks);
				assert.equal(codeLines(text, marks).length, text.split('\n').length);
			}),
		);
	});

	it('tells source from tests, build files, generated code, documentation and data', () => {
		const kinds: Record<string, string> = {
			'src/a.ts': 'source',
			'lib/x.c': 'source',
			'src/a.test.ts': 'test',
			'pkg/a_test.go': 'test',
			'tests/helper.py': 'test',
			'src/main/java/FooTest.java': 'test',
			Makefile: 'build',
			'.github/workflows/ci.yml': 'build',
			'vendor/x/y.go': 'generated',
			'web/app.min.js': 'generated',
			'api/v1.pb.go': 'generated',
			'README.md': 'other',
			'data.json': 'other',
			'package-lock.json': 'other',
			LICENSE: 'other',
		};
		for (const [path, kind] of Object.entries(kinds)) assert.equal(kindOfFile(path), kind, path);
	});
});
