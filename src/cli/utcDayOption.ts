import { OutlayError } from '../core/errors.js';

/** An option that is a UTC day (`2026-11-20`), as a property of that name; nothing when it was not given. */
export function utcDayOption<Name extends string>(
	name: Name,
	option: string,
	text: string | undefined,
): { readonly [Key in Name]?: string } {
	if (text === undefined) return {};
	const day = text.slice(0, 10);
	if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) {
		throw new OutlayError('usage', `${option} ${text} is not a day.`, { hint: 'Write it as 2026-11-20.' });
	}
	return { [name]: day } as { [Key in Name]?: string };
}
