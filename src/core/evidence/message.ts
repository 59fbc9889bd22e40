import { OutlayError } from '../errors.js';
import type { Evidence, Strength } from './evidence.js';
import { strengthOfCoAuthor, toolOfEmail, toolOfName } from './tools.js';
import { messagesIn, trailersAbove, trailersOf, type Trailer } from './trailers.js';
import { unionOf } from './union.js';

/** A team's own mark: a regular expression for one trailer line `Key: value`, without regard to case. */
export interface EvidencePattern {
	readonly tool: string;
	readonly trailer: string;
	readonly strength: Strength;
}

const trailer = (tool: string, where: string, strength: Strength, model: string | null = null): Evidence => ({
	kind: 'trailer',
	tool,
	model,
	strength,
	where,
});

const person = /^(.*?)\s*<([^<>]*)>\s*$/;

/** Model as a co-author's name states it: `Claude Opus 4.6`, `aider (gpt-4o)`; null when it names the tool only. */
export function modelOfName(name: string): string | null {
	const inBrackets = /\(([^()]+)\)\s*$/.exec(name)?.[1];
	if (/^aider\b/i.test(name)) return inBrackets ?? null;
	if (/^claude (?!code\b)\S+/i.test(name)) return name.trim();
	return inBrackets !== undefined && /\d/.test(inBrackets) ? inBrackets : null;
}

/** Copilot Autofix signs with the address of GitHub's scanner, which is no AI under other names. */
const autofixOf = (name: string, email: string): string | null =>
	/^Copilot Autofix\b/i.test(name) && /^62310815\+github-advanced-security\[bot\]@/i.test(email)
		? 'copilot'
		: null;

function coAuthor(value: string, atMs: number): Evidence[] {
	const match = person.exec(value);
	if (match === null) return [];
	const [, name = '', email = ''] = match;
	const tool = toolOfEmail(email) ?? autofixOf(name, email);
	if (tool !== null) {
		return [trailer(tool, 'Co-Authored-By', strengthOfCoAuthor(email, atMs), modelOfName(name))];
	}
	// A model's full name under an address of the team's own: no person is called so, but a name proves little.
	if (/^(?:claude (?:opus|sonnet|haiku|fable|code)|github copilot|chatgpt|gpt-\d|gemini \d)\b/i.test(name)) {
		return [trailer(toolOfName(name) ?? 'unknown-ai', 'Co-Authored-By', 'low', modelOfName(name))];
	}
	return [];
}

/** `Assisted-by: AGENT:MODEL [TOOL…]` as the Linux kernel writes it, or a known agent's name without a person's address. */
function assistedBy(value: string, where: string): Evidence[] {
	const match = person.exec(value);
	if (match !== null) {
		const tool = toolOfEmail(match[2] ?? '');
		return tool === null ? [] : [trailer(tool, where, 'high', modelOfName(match[1] ?? ''))];
	}
	const agent = /^([A-Za-z][\w .+-]*?)\s*:\s*([\w./:@+-]+)(?:\s.*)?$/.exec(value);
	if (agent !== null && !/^https?$/i.test(agent[1] ?? '')) {
		const [, name = '', model = ''] = agent;
		return [trailer(toolOfName(name) ?? name.toLowerCase().replaceAll(' ', '-'), where, 'high', model)];
	}
	const tool = toolOfName(value);
	return tool === null ? [] : [trailer(tool, where, 'high', modelOfName(value))];
}

function entireAttribution(value: string): Strength | null {
	const percent = /^(\d+(?:\.\d+)?)\s*%/.exec(value)?.[1];
	if (percent === undefined) return null;
	return Number(percent) === 0 ? null : 'high';
}

/** Evidence in one trailer. */
function evidenceOfTrailer({ key, value }: Trailer, atMs: number): Evidence[] {
	switch (key.toLowerCase()) {
		case 'co-authored-by':
			return coAuthor(value, atMs);
		case 'assisted-by':
			return assistedBy(value, 'Assisted-by');
		case 'generated-by':
			return assistedBy(value, 'Generated-by');
		case 'made-with':
			return assistedBy(value, 'Made-with');
		case 'claude-session':
			return [trailer('claude-code', 'Claude-Session', 'high')];
		case 'claude-session-id':
			return [trailer('claude-code', 'Claude-Session-Id', 'high')];
		case 'entire-checkpoint':
			return /^[0-9a-f]{6,}$/.test(value) ? [trailer('unknown-ai', 'Entire-Checkpoint', 'medium')] : [];
		case 'entire-agent':
			return [trailer(toolOfName(value) ?? 'unknown-ai', 'Entire-Agent', 'high')];
		case 'entire-attribution': {
			const strength = entireAttribution(value);
			return strength === null ? [] : [trailer('unknown-ai', 'Entire-Attribution', strength)];
		}
		case 'replit-commit-author':
			return /^(?:agent|assistant)$/i.test(value) ? [trailer('replit', 'Replit-Commit-Author', 'high')] : [];
		default:
			return [];
	}
}

const compiled = new Map<string, RegExp>();
const longestPatternLine = 300;

/**
 * The expression of a team's pattern. It comes from a file of the repository, so only such as cannot run away are
 * taken: at most three unbounded repetitions, none of a group. Others are a usage error.
 */
function expressionOf(pattern: string): RegExp {
	const known = compiled.get(pattern);
	if (known !== undefined) return known;
	const plain = pattern.replaceAll(/\\.|\[(?:\\.|[^\]])*\]/g, 'x');
	const isRisky = /\)[*+{]/.test(plain) || (plain.match(/[*+]|\{\d*,\}/g) ?? []).length > 3;
	const hint = 'Use a short regular expression for one trailer line, e.g. "^AI-Tool: acme".';
	if (isRisky)
		throw new OutlayError('usage', `The evidence pattern "${pattern}" repeats too much.`, { hint });
	try {
		const expression = new RegExp(pattern, 'i');
		compiled.set(pattern, expression);
		return expression;
	} catch (cause) {
		throw new OutlayError('usage', `The evidence pattern "${pattern}" is no regular expression.`, {
			hint,
			cause,
		});
	}
}

function evidenceOfPatterns(trailers: readonly Trailer[], patterns: readonly EvidencePattern[]): Evidence[] {
	return patterns.flatMap(({ tool, trailer: pattern, strength }) =>
		trailers
			.filter(({ key, value }) => expressionOf(pattern).test(`${key}: ${value}`.slice(0, longestPatternLine)))
			.map(({ key }) => trailer(tool, key, strength)),
	);
}

/** Statements that only the tools themselves write, at the start of a line. */
const statements: readonly (readonly [tool: string, pattern: RegExp, where: string])[] = [
	['claude-code', /^(?:🤖 )?Generated with \[?Claude Code\b/mu, 'Generated with Claude Code'],
	['claude-code', /^.{0,80}https:\/\/claude\.ai\/code\/session_\w+/m, 'Claude session link'],
	['cursor', /^Made with \[?Cursor\b/m, 'Made with Cursor'],
	['copilot', /^(?:🤖 )?Generated (?:with|by) \[?GitHub Copilot\b/mu, 'Generated with GitHub Copilot'],
	['codex', /https:\/\/chatgpt\.com\/codex\/tasks\/\w+/, 'Codex task link'],
	['devin', /https:\/\/app\.devin\.ai\/sessions\/\w+/, 'Devin session link'],
	['jules', /\bPR created automatically by Jules\b/, 'created by Jules'],
	['amp', /https:\/\/ampcode\.com\/threads\/T-[\w-]+/, 'Amp thread link'],
	['devin', /^(?:🤖 )?Generated with \[?Devin\b/mu, 'Generated with Devin'],
	['crush', /^(?:💘 )?Generated with \[?Crush\b/mu, 'Generated with Crush'],
	['opencode', /^(?:🤖 )?Generated with \[?opencode\b/imu, 'Generated with opencode'],
	['gemini', /^(?:🤖 )?Generated (?:with|by) \[?Gemini CLI\b/mu, 'Generated with Gemini CLI'],
	['qwen-code', /^(?:🤖 )?Generated (?:with|by) \[?Qwen[- ]Code/imu, 'Generated with Qwen Code'],
];
const mention =
	/\b(?:written|generated|created|implemented|made|assisted|authored|help) (?:with|by|using|from) (claude code|github copilot|openai codex|chatgpt|gemini cli|cursor ai|aider)\b/i;

/** Text without quotations: quoted lines, fenced and indented code, and what a revert repeats of the original. */
function ownWords(text: string): string {
	return text
		.replaceAll('\r\n', '\n')
		.replaceAll(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^\1[^\n]*$|$(?![\s\S]))/gm, '')
		.split('\n')
		.filter((line) => !/^(?:>| {4}|\t)/.test(line))
		.join('\n');
}

function evidenceOfStatements(words: string): Evidence[] {
	const found: Evidence[] = [];
	for (const [tool, pattern, where] of statements) {
		if (pattern.test(words)) found.push({ kind: 'message', tool, model: null, strength: 'high', where });
	}
	const named = mention.exec(words)?.[1];
	if (named !== undefined) {
		const tool = toolOfName(named) ?? 'unknown-ai';
		found.push({ kind: 'message', tool, model: null, strength: 'low', where: 'mention' });
	}
	return found;
}

/** A revert's message up to the line that names the reverted commit may quote the original: it is left out. */
function afterRevertedCommit(message: string): string {
	if (!/^(?:Revert|Reapply) "/.test(message)) return message;
	const named = /^This reverts commit [0-9a-f]{7,64}.*$/m.exec(message);
	return named === null ? message : message.slice(named.index);
}

/**
 * Evidence in a commit message: trailers of its last block (of each squashed message's last block, too), tools' own
 * statements, Aider's subject prefix. A trailer above the last block, with trailers only behind it, is weak evidence. `atMs` is the commit's author time, for marks that meant something else in
 * some weeks. Quotations never count.
 */
export function evidenceOfMessage(
	message: string,
	atMs: number,
	patterns: readonly EvidencePattern[] = [],
): Evidence[] {
	const trailers = messagesIn(message).flatMap(trailersOf);
	const found = trailers.flatMap((one) => evidenceOfTrailer(one, atMs));
	if (patterns.length > 0) found.push(...evidenceOfPatterns(trailers, patterns));
	found.push(...evidenceOfStatements(ownWords(afterRevertedCommit(message))));
	const above = trailersAbove(message).flatMap((one) => evidenceOfTrailer(one, atMs));
	for (const { tool, model, where } of above) {
		if (found.some((one) => one.tool === tool)) continue;
		const place = `${where}, above the last block`;
		found.push({ kind: 'message', tool, model, strength: 'low', where: place });
	}
	if (/^aider: /.test(message)) {
		found.push({ kind: 'message', tool: 'aider', model: null, strength: 'medium', where: 'subject aider:' });
	}
	return unionOf(found);
}

/**
 * Evidence in a pull request's body: tools' own statements and links, and trailer lines anywhere outside quotations
 * (a body has no trailer block of its own).
 */
export function evidenceOfBody(
	body: string,
	atMs: number,
	patterns: readonly EvidencePattern[] = [],
): Evidence[] {
	const words = ownWords(body);
	const trailers = [...words.matchAll(/^([A-Za-z][A-Za-z-]+)[ \t]*:[ \t]*(\S.*)$/gm)].map(
		([, key = '', value = '']) => ({ key, value: value.trim() }),
	);
	const found = trailers.flatMap((one) => evidenceOfTrailer(one, atMs));
	if (patterns.length > 0) found.push(...evidenceOfPatterns(trailers, patterns));
	found.push(...evidenceOfStatements(words));
	return unionOf(found);
}
