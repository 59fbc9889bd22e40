import type { Problem } from '../problem.js';
import type { PeopleDirectory } from './person.js';

const shown = 10;
const settle = 'Say who it is under people in outlay.config.json.';

/** Conflicts and strangers by name, for whoever looks at single pull requests. Nothing about them was guessed. */
export function namedDoubts({ conflicts, strangers }: PeopleDirectory): Problem[] {
	const claimed = conflicts.map(({ identity, personIds }) => ({
		code: 'people.conflict',
		what: `${identity} is claimed by ${personIds.join(' and ')}, so it counts for none of them. ${settle}`,
	}));
	if (strangers.length === 0) return claimed;
	const rest = strangers.length > shown ? ` and ${strangers.length - shown} more` : '';
	const names = strangers.slice(0, shown).join(', ') + rest;
	return [...claimed, { code: 'people.strangers', what: `Nobody named these people: ${names}. ${settle}` }];
}

/** The same as counts, for a report that others read. */
export function countedDoubts({ conflicts, strangers }: PeopleDirectory): Problem[] {
	const parts = [
		...(conflicts.length === 0 ? [] : [`identities claimed by several people: ${conflicts.length}`]),
		...(strangers.length === 0 ? [] : [`people named nowhere: ${strangers.length}`]),
	];
	if (parts.length === 0) return [];
	return [
		{ code: 'people.doubts', what: `Not settled: ${parts.join(', ')}. outlay inspect reviews lists them.` },
	];
}
