/** How a language marks text that is no code. */
export interface Language {
	/** Starts of a comment that runs to the line's end. */
	readonly line: readonly string[];
	/** Comments with a start and an end. */
	readonly blocks: readonly (readonly [start: string, end: string])[];
	/** Quotes of strings that may run over lines; where such a string stands alone, it is documentation. */
	readonly longStrings: readonly string[];
	/** Quotes of strings that end with their line. */
	readonly strings: readonly string[];
}

const language = (
	line: readonly string[],
	blocks: Language['blocks'],
	strings: readonly string[] = ['"', "'"],
	longStrings: readonly string[] = [],
): Language => ({ line, blocks, strings, longStrings });

const cBlocks = [['/*', '*/']] as const;
const markupBlocks = [['<!--', '-->']] as const;
const cLike = language(['//'], cBlocks);
const scriptLike = language(['//'], cBlocks, ['"', "'"], ['`']);
const hash = language(['#'], []);
const python = language(['#'], [], ['"', "'"], ['"""', "'''"]);
const ruby = language(['#'], [['=begin', '=end']]);
const lisp = language([';'], [['#|', '|#']], ['"']);
const markup = language([], markupBlocks);
const component = language(['//'], [...cBlocks, ...markupBlocks], ['"', "'"], ['`']);
const dashes = language(['--'], cBlocks);
const percent = language(['%'], []);

const byExtension: Readonly<Record<string, Language>> = Object.fromEntries(
	(
		[
			['c h cc cpp cxx hh hpp hxx inc m mm cs java kt kts scala groovy gradle swift dart', cLike],
			['proto thrift v sv zig sol glsl hlsl vert frag comp metal cu cuh ino idl pde', cLike],
			['rs d', language(['//'], cBlocks, ['"'])],
			['js mjs cjs jsx ts mts cts tsx go', scriptLike],
			['php', language(['//', '#'], cBlocks)],
			['css less scss sass styl', cLike],
			['py pyi pyx pxd bzl star', python],
			['rb rake gemspec cr', ruby],
			['sh bash zsh ksh fish pl pm t tcl r jl nim awk ps1 psm1', hash],
			['ex exs', language(['#'], [], ['"', "'"], ['"""'])],
			['clj cljs cljc el lisp scm rkt', lisp],
			['lua', language(['--'], [['--[[', ']]']])],
			['hs', language(['--'], [['{-', '-}']], ['"'])],
			['elm purs', language(['--'], [['{-', '-}']], ['"'])],
			['ml mli', language([], [['(*', '*)']], ['"'])],
			['fs fsi fsx', language(['//'], [['(*', '*)']], ['"'])],
			[
				'pas pp dpr',
				language(
					['//'],
					[
						['{', '}'],
						['(*', '*)'],
					],
					["'"],
				),
			],
			['sql', dashes],
			['adb ads vhd vhdl', language(['--'], [], ['"'])],
			['erl hrl', percent],
			['f f90 f95 f03 f08', language(['!'], [])],
			['s asm', language(['//', '#', '@', ';'], cBlocks, ['"'])],
			['vb bas', language(["'"], [], ['"'])],
			['html htm xhtml', markup],
			['vue svelte astro', component],
			['tf hcl nix', language(['#', '//'], cBlocks, ['"'])],
			['gn gni bp', hash],
		] as const
	).flatMap(([extensions, marks]) => extensions.split(' ').map((extension) => [extension, marks])),
);

const quoteless = language(['#'], [], []);
const buildNames: readonly (readonly [names: RegExp, marks: Language])[] = [
	[
		/^((gnu)?makefile|kconfig|kbuild|(docker|container|vagrant|just|proc)file|pkgbuild)([._-].*)?$/i,
		quoteless,
	],
	[/^(cmakelists\.txt|meson\.build|meson_options\.txt|build|workspace|sconstruct|sconscript)$/i, hash],
	[/^(configure|gradlew|jenkinsfile)$/i, hash],
	[
		/\.(mk|mak|am|cmake|ya?ml|service|socket|timer|conf|cfg|ini|spec|desc|bb|bbclass|toml)(\.in)?$/i,
		quoteless,
	],
	[/\.(m4|at|ac)$/i, language(['#', 'dnl '], [], [])],
	[/\.(dtsi?|dtso|lds|ld|x)$/i, cLike],
	[/\.(sh|py|pl)\.in$/i, hash],
];

/** The language of a source file by its name; null when the path is no source file of a known language. */
export function languageOf(path: string): Language | null {
	const name = path.slice(path.lastIndexOf('/') + 1);
	const dot = name.lastIndexOf('.');
	return dot === -1 ? null : (byExtension[name.slice(dot + 1).toLowerCase()] ?? null);
}

/** The language of a file that builds, configures or deploys code (Makefile, Dockerfile, YAML …); null for others. */
export function buildLanguageOf(path: string): Language | null {
	const name = path.slice(path.lastIndexOf('/') + 1);
	return buildNames.find(([names]) => names.test(name))?.[1] ?? null;
}

/** Where the reader of a file stands between two characters. */
interface Inside {
	/** What ends the comment or string that is open; null in code. */
	readonly end: string;
	readonly isComment: boolean;
}

function opened(
	text: string,
	at: number,
	marks: Language,
	hasCode: boolean,
): (Inside & { length: number }) | null {
	for (const [start, end] of marks.blocks) {
		if (text.startsWith(start, at)) return { end, isComment: true, length: start.length };
	}
	for (const quote of marks.longStrings) {
		// A long string where a statement would start is a docstring: documentation, not code.
		if (text.startsWith(quote, at)) {
			return { end: quote, isComment: !hasCode && quote.length === 3, length: quote.length };
		}
	}
	return null;
}

/** Index behind the string that starts at `at`, or the line's end when it is not closed there. */
function endOfString(text: string, at: number, quote: string): number {
	for (let index = at + 1; index < text.length; index++) {
		if (text[index] === '\\') index++;
		else if (text[index] === quote) return index + 1;
	}
	return text.length;
}

function readLine(
	text: string,
	marks: Language,
	before: Inside | null,
): { hasCode: boolean; inside: Inside | null } {
	let inside = before;
	let hasCode = false;
	let at = 0;
	while (at < text.length) {
		if (inside !== null) {
			const end = text.indexOf(inside.end, at);
			hasCode ||= !inside.isComment && text.slice(at).trim() !== '';
			if (end === -1) return { hasCode, inside };
			at = end + inside.end.length;
			inside = null;
			continue;
		}
		const character = text[at] ?? '';
		if (character === ' ' || character === '\t' || character === '\r') {
			at++;
			continue;
		}
		const start = opened(text, at, marks, hasCode);
		if (start !== null) {
			hasCode ||= !start.isComment;
			inside = start;
			at += start.length;
		} else if (marks.line.some((mark) => text.startsWith(mark, at))) {
			return { hasCode, inside: null };
		} else {
			hasCode = true;
			at = marks.strings.includes(character) ? endOfString(text, at, character) : at + 1;
		}
	}
	return { hasCode, inside };
}

/**
 * Which lines of a file hold code: neither blank nor wholly comment or docstring. Index 0 is line 1. A small reader
 * of comment and string marks, not a parser: where a language's finer rules differ, a line counts as code.
 */
export function codeLines(text: string, marks: Language): boolean[] {
	let inside: Inside | null = null;
	return text.split('\n').map((line) => {
		const read = readLine(line, marks, inside);
		inside = read.inside;
		return read.hasCode;
	});
}
