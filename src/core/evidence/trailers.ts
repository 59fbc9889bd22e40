/** One `Key: value` line at the end of a message. */
export interface Trailer {
	readonly key: string;
	readonly value: string;
}

const trailerLine = /^([A-Za-z0-9][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*)$/;
const gitWritten = /^(?:Signed-off-by: |\(cherry picked from commit )/;
/** Lines that tools write among their trailers and that are none. */
const toolLine = /^(?:[🤖💘] )?(?:Generated|Made|Created) (?:with|by) (?:\[|Crush$)/u;

/**
 * Trailers of a commit message: its last paragraph only, never the subject, by the rule of
 * `git interpret-trailers`: all lines are trailers, or git itself wrote one of them and at least a quarter are.
 * A tool's own `Generated with […]` line in the block is no hindrance. Folded values are unfolded.
 */
export function trailersOf(message: string): Trailer[] {
	const lines = message.replaceAll('\r\n', '\n').trimEnd().split('\n');
	const lastBlank = lines.findLastIndex((line) => line.trim() === '');
	return lastBlank === -1 ? [] : trailersIn(lines.slice(lastBlank + 1));
}

/**
 * Trailers that stand above the last block, with nothing but blocks of trailers behind them: some wrapper put its own block
 * below. Git does not count them.
 */
export function trailersAbove(message: string): Trailer[] {
	const paragraphs = message
		.replaceAll('\r\n', '\n')
		.trimEnd()
		.split(/\n[ \t]*\n+/)
		.slice(1);
	const found: Trailer[] = [];
	for (let at = paragraphs.length - 1; at >= 0; at--) {
		const trailers = trailersIn((paragraphs[at] ?? '').split('\n'));
		if (trailers.length === 0) break;
		if (at < paragraphs.length - 1) found.unshift(...trailers);
	}
	return found;
}

/** Trailers of one paragraph; none when it is no block of trailers. */
function trailersIn(lines: readonly string[]): Trailer[] {
	const trailers: { key: string; value: string }[] = [];
	let others = 0;
	let hasGitWritten = false;
	for (const line of lines) {
		const last = trailers.at(-1);
		if (/^[ \t]/.test(line) && last !== undefined) {
			last.value = `${last.value} ${line.trim()}`;
			continue;
		}
		if (gitWritten.test(line)) hasGitWritten = true;
		const match = trailerLine.exec(line);
		if (match !== null) trailers.push({ key: match[1] ?? '', value: (match[2] ?? '').trim() });
		else if (!toolLine.test(line) && !gitWritten.test(line)) others += 1;
	}
	const isBlock = others === 0 || (hasGitWritten && trailers.length * 3 >= others);
	return isBlock ? trailers : [];
}

/**
 * The messages that a squash commit was made of: GitHub writes them below the subject, each as `* subject` and
 * body. The whole message comes first; others than squash messages give themselves alone.
 */
export function messagesIn(message: string): string[] {
	const text = message.replaceAll('\r\n', '\n');
	const subject = text.split('\n', 1)[0] ?? '';
	if (!/\(#\d+\)\s*$/.test(subject)) return [text];
	const parts = text.split(/\n\n(?=\* \S)/).slice(1);
	return [text, ...parts.map((part) => part.replace(/^\* /, '').replace(/\n-{3,}\n[\s\S]*$/, ''))];
}
