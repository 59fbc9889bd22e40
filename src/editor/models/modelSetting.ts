import { OutlayError } from '../../core/errors.js';
import type { Translate } from '../viewModels/translate.js';

/** Text of a settings file before and after a change; null: the file was absent. */
export interface SettingChange {
	readonly before: string | null;
	readonly after: string;
	readonly model: string;
}

/** What taking a change back comes to. `text`: what the file shall hold; null: it shall not be there. */
export type Undone =
	| { readonly kind: 'restored'; readonly text: string | null }
	/** Somebody deleted the file or chose another model since, and that stays. */
	| { readonly kind: 'left' };

/** Where the settings are, and the user's language for what is wrong with them. */
export interface SettingFile {
	readonly name: string;
	readonly t: Translate;
}

const mark = '\uFEFF';
const withoutMark = (text: string): string => (text.startsWith(mark) ? text.slice(1) : text);
const isEmpty = (text: string | null): boolean => text === null || withoutMark(text).trim() === '';

function parse(text: string, { name, t }: SettingFile): Record<string, unknown> {
	let value: unknown;
	try {
		value = JSON.parse(withoutMark(text));
	} catch (cause) {
		throw new OutlayError('usage', t('{0} is not valid JSON, so nothing was changed.', name), {
			hint: t('Mend the file (JSON has no comments and no comma before a closing bracket), then try again.'),
			cause,
		});
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		throw new OutlayError('usage', t('{0} does not hold a JSON object, so nothing was changed.', name));
	return value as Record<string, unknown>;
}

/** The file's own byte order mark, indent and line ends, so that a change of one key is a change of one line. */
function printLike(record: Record<string, unknown>, text: string | null): string {
	const indent = /\n([ \t]+)"/.exec(text ?? '')?.[1] ?? '  ';
	const start = text?.startsWith(mark) === true ? mark : '';
	const lines = `${start}${JSON.stringify(record, null, indent)}\n`;
	return text?.includes('\r\n') === true ? lines.replaceAll('\n', '\r\n') : lines;
}

/** Sets `model`, the documented key of Claude Code's settings, and leaves every other key as it is. */
export function withModel(text: string | null, model: string, file: SettingFile): SettingChange {
	const record = text === null || isEmpty(text) ? {} : parse(text, file);
	return { before: text, after: printLike({ ...record, model }, text), model };
}

/**
 * Takes a change back. A file that nobody touched since becomes what it was, byte for byte; in a file that changed
 * since only `model` goes back; and a `model` that somebody else has chosen since stays.
 */
export function withoutChange(now: string | null, change: SettingChange, file: SettingFile): Undone {
	const { before } = change;
	if (now === change.after || now === before) return { kind: 'restored', text: before };
	if (now === null) return { kind: 'left' };
	const record = parse(now, file);
	if (record['model'] !== change.model) return { kind: 'left' };
	const known = before === null || isEmpty(before) ? {} : parse(before, file);
	if ('model' in known)
		return { kind: 'restored', text: printLike({ ...record, model: known['model'] }, now) };
	const rest = Object.entries(record).filter(([key]) => key !== 'model');
	return { kind: 'restored', text: printLike(Object.fromEntries(rest), now) };
}
