import { OutlayError } from '../../core/errors.js';

/** Text of a settings file before and after a change; null: the file was, or becomes, absent. */
export interface SettingChange {
	readonly before: string | null;
	readonly after: string;
	readonly model: string;
}

const asRecord = (value: unknown): Record<string, unknown> | null =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: null;

function parse(text: string, file: string): Record<string, unknown> {
	let value: unknown;
	try {
		value = JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch (cause) {
		throw new OutlayError('usage', `${file} is not valid JSON, so nothing was changed.`, {
			hint: 'Mend the file, then choose the model again.',
			cause,
		});
	}
	const record = asRecord(value);
	if (record === null)
		throw new OutlayError('usage', `${file} does not hold a JSON object, so nothing was changed.`);
	return record;
}

/** The file's own indent and line ends, so that a change of one key is a change of one line. */
function printLike(record: Record<string, unknown>, text: string | null): string {
	const indent = /\n([ \t]+)"/.exec(text ?? '')?.[1] ?? '  ';
	const lines = JSON.stringify(record, null, indent);
	const isWindows = text?.includes('\r\n') === true;
	return `${isWindows ? lines.replaceAll('\n', '\r\n') : lines}${isWindows ? '\r\n' : '\n'}`;
}

/** Sets `model`, the documented key of Claude Code's settings, and leaves every other key as it is. */
export function withModel(text: string | null, model: string, file: string): SettingChange {
	const record = text === null || text.trim() === '' ? {} : parse(text, file);
	return { before: text, after: printLike({ ...record, model }, text), model };
}

/**
 * Takes a change back. A file that nobody touched since becomes what it was, byte for byte (null: delete it); in a
 * file that changed since only `model` goes back; and a `model` that somebody else has chosen since stays.
 */
export function withoutChange(now: string | null, change: SettingChange, file: string): string | null {
	if (now === change.after) return change.before;
	if (now === null) return null;
	const record = parse(now, file);
	if (record['model'] !== change.model) return now;
	const before = change.before === null || change.before.trim() === '' ? {} : parse(change.before, file);
	if ('model' in before) return printLike({ ...record, model: before['model'] }, now);
	const rest = Object.entries(record).filter(([key]) => key !== 'model');
	return printLike(Object.fromEntries(rest), now);
}
