import assert from 'node:assert/strict';
import type { Evidence } from '../../../src/core/evidence/evidence.js';
import { evidenceOfBody, evidenceOfMessage } from '../../../src/core/evidence/message.js';
import { messagesIn, trailersOf } from '../../../src/core/evidence/trailers.js';

const june = Date.UTC(2026, 5, 10);
const short = (evidence: readonly Evidence[]): string[] =>
	evidence.map(({ kind, tool, model, strength, where }) =>
		[kind, tool, model ?? '-', strength, where].join('|'),
	);
const inMessage = (message: string, atMs = june): string[] => short(evidenceOfMessage(message, atMs));

/** The regular expressions that some work runs, each with the length of the longest text that it was given. */
function expressionsRunBy(work: () => void): Map<string, number> {
	const runs = new Map<string, number>();
	const original = Object.getOwnPropertyDescriptor(RegExp.prototype, 'exec');
	assert.ok(original);
	const exec = original.value as (this: RegExp, text: string) => RegExpExecArray | null;
	Object.defineProperty(RegExp.prototype, 'exec', {
		...original,
		value(this: RegExp, text: string): RegExpExecArray | null {
			runs.set(this.source, Math.max(text.length, runs.get(this.source) ?? 0));
			return exec.call(this, text);
		},
	});
	try {
		work();
	} finally {
		Object.defineProperty(RegExp.prototype, 'exec', original);
	}
	return runs;
}

/** True when an expression repeats a group that itself holds an endless repetition. */
function repeatsRepetition(source: string): boolean {
	let plain = source.replaceAll(/\\.|\[(?:\\.|[^\]])*\]/g, 'x');
	for (;;) {
		const group = /\(([^()]*)\)([*+{]?)/.exec(plain);
		if (group === null) return false;
		const [whole, inner = '', times = ''] = group;
		const isEndless = /[*+]|\{\d*,\}/.test(inner);
		if (isEndless && times !== '') return true;
		// What holds a repetition keeps its mark for the group around it.
		plain = plain.replace(whole, () => (isEndless ? 'x*' : 'x') + times);
	}
}

describe('trailers', () => {
	it('holds a trailer above the last block for a weak sign, and only with trailers behind it', () => {
		const claude = 'Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>';
		const below = 'Executed-By: town/crew/ann\nRole: crew';
		assert.deepEqual(inMessage(`Subject\n\n${claude}\n\n${below}\n`), [
			'message|claude-code|Claude Opus 4.6|low|Co-Authored-By, above the last block',
		]);
		assert.deepEqual(inMessage(`Subject\n\n${claude}\n\nMore words.\n\n${below}\n`), []);
		assert.deepEqual(inMessage(`Subject\n\n${claude}\n\nMore words.\n`), []);
		assert.deepEqual(inMessage(`${claude}\n\n${below}\n`), [], 'a subject is none');
		assert.deepEqual(
			inMessage(`Subject\n\n${claude}\n\n${claude}\n`),
			['trailer|claude-code|Claude Opus 4.6|high|Co-Authored-By'],
			'said once is enough',
		);
	});

	it('knows what further tools sign with', () => {
		const signed = (line: string): string[] =>
			inMessage(`Subject\n\n${line}\n`).map((one) => one.split('|')[1] ?? '');
		assert.deepEqual(signed('Co-Authored-By: Devin <noreply@cognition.ai>'), ['devin']);
		assert.deepEqual(signed('Co-authored-by: aider (gpt-4o) <noreply@aider.dev>'), ['aider']);
		assert.deepEqual(signed('Co-authored-by: Junie <junie@jetbrains.com>'), ['jetbrains-ai']);
		assert.deepEqual(signed('Co-Authored-By: Warp <agent@warp.dev>'), ['warp']);
		assert.deepEqual(signed('💘 Generated with Crush\nCo-Authored-By: Crush <crush@charm.land>'), [
			'crush',
			'crush',
		]);
		const scanner = '<62310815+github-advanced-security[bot]@users.noreply.github.com>';
		assert.deepEqual(signed(`Co-authored-by: Copilot Autofix powered by AI ${scanner}`), ['copilot']);
		assert.deepEqual(signed(`Co-authored-by: github-advanced-security[bot] ${scanner}`), []);
	});

	it('takes the last paragraph only, and unfolds', () => {
		assert.deepEqual(
			trailersOf('Subject\n\nKey: early\n\nBody text\n\nA-b: one\n two\nSigned-off-by: D <d@x.y>\n'),
			[
				{ key: 'A-b', value: 'one two' },
				{ key: 'Signed-off-by', value: 'D <d@x.y>' },
			],
		);
		assert.deepEqual(trailersOf('Only: subject'), []);
		assert.deepEqual(trailersOf(''), []);
	});

	it('refuses a paragraph of prose that holds a trailer-like line, as git does', () => {
		assert.deepEqual(trailersOf('S\n\nSome prose\nCo-authored-by: Claude <noreply@anthropic.com>'), []);
		const signed = 'S\n\nprose\nSigned-off-by: D <d@x.y>\nCo-authored-by: Claude <noreply@anthropic.com>';
		assert.equal(trailersOf(signed).length, 2);
	});

	it('finds the messages inside a squash message, and only there', () => {
		const squash = 'Add x (#12)\n\n* one\n\nA: b\n\n* two\n\ntext\n\n---------\n\nC: d';
		assert.deepEqual(messagesIn(squash).slice(1), ['one\n\nA: b', 'two\n\ntext\n']);
		assert.equal(messagesIn('Add x\n\n* one\n\nA: b').length, 1);
	});
});

describe('evidence in a message', () => {
	const claude = 'trailer|claude-code|-|high|Co-Authored-By';

	for (const [name, line, expected] of [
		['Claude', 'Co-Authored-By: Claude <noreply@anthropic.com>', claude],
		['any case', 'co-authored-by:Claude <NoReply@Anthropic.com>', claude],
		[
			'model in the name',
			'Co-Authored-By: Claude Opus 4.8 (1M context) <noreply@anthropic.com>',
			'trailer|claude-code|Claude Opus 4.8 (1M context)|high|Co-Authored-By',
		],
		['Claude Code', 'Co-Authored-By: Claude Code <noreply@anthropic.com>', claude],
		[
			'Copilot agent',
			'Co-authored-by: Copilot <175728472+Copilot@users.noreply.github.com>',
			'trailer|copilot|-|high|Co-Authored-By',
		],
		[
			'new id of Copilot',
			'Co-authored-by: Copilot <999999999+Copilot@users.noreply.github.com>',
			'trailer|copilot|-|high|Co-Authored-By',
		],
		[
			'Copilot of VS Code',
			'Co-authored-by: Copilot <copilot@github.com>',
			'trailer|copilot|-|medium|Co-Authored-By',
		],
		['Cursor', 'Co-authored-by: Cursor <cursoragent@cursor.com>', 'trailer|cursor|-|high|Co-Authored-By'],
		['Codex', 'Co-authored-by: Codex <noreply@openai.com>', 'trailer|codex|-|high|Co-Authored-By'],
		[
			'Aider',
			'Co-authored-by: aider (anthropic/claude-sonnet-5) <aider@aider.chat>',
			'trailer|aider|anthropic/claude-sonnet-5|high|Co-Authored-By',
		],
		['Amp', 'Co-authored-by: Amp <amp@ampcode.com>', 'trailer|amp|-|high|Co-Authored-By'],
		[
			'Devin',
			'Co-authored-by: Devin AI <158243242+devin-ai-integration[bot]@users.noreply.github.com>',
			'trailer|devin|-|high|Co-Authored-By',
		],
		[
			'Linux kernel form',
			'Assisted-by: Claude:claude-opus-5-5 coccinelle sparse',
			'trailer|claude-code|claude-opus-5-5|high|Assisted-by',
		],
		[
			'unknown agent, kernel form',
			'Assisted-by: Acme Coder:acme-2 [lint]',
			'trailer|acme-coder|acme-2|high|Assisted-by',
		],
		['agent without model', 'Assisted-by: Claude Code', 'trailer|claude-code|-|high|Assisted-by'],
		['Generated-by', 'Generated-by: GitHub Copilot', 'trailer|copilot|-|high|Generated-by'],
		['Made-with', 'Made-with: Cursor', 'trailer|cursor|-|high|Made-with'],
		[
			'cloud session',
			'Claude-Session: https://claude.ai/code/session_01AbC',
			'trailer|claude-code|-|high|Claude-Session',
		],
		['Entire', 'Entire-Checkpoint: cd7ec4f46950', 'trailer|unknown-ai|-|medium|Entire-Checkpoint'],
		[
			'Entire share',
			'Entire-Attribution: 73% agent (146/200 lines)',
			'trailer|unknown-ai|-|high|Entire-Attribution',
		],
		['Replit', 'Replit-Commit-Author: Agent', 'trailer|replit|-|high|Replit-Commit-Author'],
		[
			'model name at another address',
			'Co-Authored-By: Claude Opus 4.6 <ai@acme.example>',
			'trailer|claude-code|Claude Opus 4.6|low|Co-Authored-By',
		],
	] as const) {
		it(`knows ${name}`, () => assert.equal(inMessage(`Subject\n\nBody\n\n${line}`)[0], expected));
	}

	for (const [name, message] of [
		['a person called Claude', 'S\n\nCo-authored-by: Claude Dupont <claude@dupont.example>'],
		['a person called Devin', 'S\n\nCo-authored-by: Devin Smith <12345+devin@users.noreply.github.com>'],
		[
			'a person who owns the login claude',
			'S\n\nCo-authored-by: Claude <777+claude@users.noreply.github.com>',
		],
		['a person who assisted', 'S\n\nAssisted-by: Gil <gil@example.com>'],
		[
			'Dependabot',
			'S\n\nCo-authored-by: dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>',
		],
		['a link that assisted', 'S\n\nAssisted-by: https://example.com/x'],
		['a trailer in the middle', 'S\n\nCo-authored-by: Claude <noreply@anthropic.com>\n\nMore words here.'],
		[
			'a trailer in a quotation',
			'Revert "x"\n\nThis reverts commit 0123456789abcdef.\n\n> Co-authored-by: Claude <noreply@anthropic.com>',
		],
		[
			'a statement that a revert repeats',
			'Revert "x"\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n\nThis reverts commit 0123456789abcdef.',
		],
		['a statement in code', 'S\n\n```\nGenerated with [Claude Code]\n```\ndone'],
		['a statement in an indented block', 'S\n\n    🤖 Generated with [Claude Code](x)\n\ndone'],
		['no agent share', 'S\n\nEntire-Attribution: 0% agent (0/200 lines)'],
		['a human Replit commit', 'S\n\nReplit-Commit-Author: User'],
		['talk of a product', 'Add Claude Code settings page\n\nLets users pick Copilot or Cursor.'],
	] as const) {
		it(`finds none in ${name}`, () => assert.deepEqual(inMessage(message), []));
	}

	it('discounts the trailer of VS Code in the weeks in which it was on by default', () => {
		const message = 'S\n\nCo-authored-by: Copilot <copilot@github.com>';
		assert.deepEqual(inMessage(message, Date.UTC(2026, 3, 28)), ['trailer|copilot|-|low|Co-Authored-By']);
		assert.deepEqual(inMessage(message, Date.UTC(2026, 2, 28)), ['trailer|copilot|-|medium|Co-Authored-By']);
	});

	it('counts what Claude Code wrote once a place, strongest first', () => {
		const message =
			'Fix\n\nmade with Claude Code\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n\nCo-Authored-By: Claude <noreply@anthropic.com>';
		assert.deepEqual(inMessage(message), [
			claude,
			'message|claude-code|-|high|Generated with Claude Code',
			'message|claude-code|-|low|mention',
		]);
	});

	it('counts a trailer that shares its paragraph with the tool’s own line', () => {
		const message =
			'Fix\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\nCo-Authored-By: Claude <noreply@anthropic.com>';
		assert.equal(inMessage(message)[0], claude);
	});

	it('takes the union of a squash message’s commits', () => {
		const message =
			'Add x (#7)\n\n* one\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n\n* two\n\nCo-authored-by: Cursor <cursoragent@cursor.com>\n\n* three';
		assert.deepEqual(inMessage(message), [
			'trailer|claude-code|Claude Opus 4.6|high|Co-Authored-By',
			'trailer|cursor|-|high|Co-Authored-By',
		]);
	});

	it('knows a team’s own marks, as regular expressions that cannot run away', () => {
		const patterns = [{ tool: 'acme-ai', trailer: '^AI-Tool: acme.*\\(v2\\)$', strength: 'high' }] as const;
		const found = evidenceOfMessage('S\n\nAI-Tool: Acme coder (V2)', june, patterns);
		assert.deepEqual(short(found), ['trailer|acme-ai|-|high|AI-Tool']);
		assert.deepEqual(evidenceOfMessage('S\n\nAI-Tool: other', june, patterns), []);
		for (const bad of ['(a+)+b', 'a*a*a*a*b', '(', '(a|a)*b']) {
			const risky = [{ tool: 'x', trailer: bad, strength: 'high' }] as const;
			assert.throws(() => evidenceOfMessage('S\n\nAI-Tool: x', june, risky), /pattern/, bad);
		}
	});

	it('gives hostile text to no expression that can run away on it', () => {
		const patterns = [{ tool: 'x', trailer: 'a*a*a*b: c', strength: 'high' }] as const;
		const runs = expressionsRunBy(() => {
			const claudes = 'Co-Authored-By: Claude <noreply@anthropic.com>';
			const spaces = `S\n\n${'a'.repeat(100_000)}\n\nKey: ${' '.repeat(100_000)}x\n${claudes}`;
			assert.equal(short(evidenceOfMessage(spaces, june, patterns))[0], claude);
			const letters = `S\n\n${'a'.repeat(5_000)}: ${'a'.repeat(100_000)}\n${claudes}`;
			assert.equal(short(evidenceOfMessage(letters, june, patterns))[0], claude);
			const body = `${'`'.repeat(50_000)}${'\n'.repeat(50_000)}${':'.repeat(50_000)}`;
			assert.deepEqual(evidenceOfBody(body, june), []);
		});
		// A team's own expression may step through its text three times over, so it sees the beginning only.
		assert.ok((runs.get('a*a*a*b: c') ?? Infinity) <= 300);
		// Ours see the whole: none may repeat without end what itself repeats without end.
		assert.ok(
			repeatsRepetition('(a+)+b') && repeatsRepetition('(?:x(y*)z)*') && !repeatsRepetition('(ab)+c*'),
		);
		assert.ok(runs.size > 10);
		assert.deepEqual([...runs.keys()].filter(repeatsRepetition), []);
	});
});

describe('evidence in a pull request body', () => {
	it('finds statements, links and trailers outside quotations', () => {
		const body =
			'## Summary\r\n\r\nText\r\n\r\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\r\n';
		assert.deepEqual(short(evidenceOfBody(body, june)), [
			'message|claude-code|-|high|Generated with Claude Code',
		]);
		assert.deepEqual(
			short(evidenceOfBody('x\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n\nmore', june)),
			['trailer|claude-code|-|high|Co-Authored-By'],
		);
		assert.deepEqual(short(evidenceOfBody('Link to run: https://app.devin.ai/sessions/0a1b', june)), [
			'message|devin|-|high|Devin session link',
		]);
	});

	it('finds none in a quotation or a code block', () => {
		assert.deepEqual(evidenceOfBody('> 🤖 Generated with [Claude Code](x)\n\nReverts acme/app#12', june), []);
		assert.deepEqual(evidenceOfBody('```\nCo-Authored-By: Claude <noreply@anthropic.com>\n```', june), []);
	});
});
