/** What `JSON.stringify` leaves as it is and a terminal or reader would act on: DEL, C1 controls, bidirectional marks. */
const unseen = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A value as JSON whose texts may come from outside: the same value for a program, no control character on a screen. */
export function safeJson(value: unknown, indent: string | number): string {
	return JSON.stringify(value, null, indent).replace(unseen, escaped);
}
