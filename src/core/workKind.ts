/** Kinds of work that comparisons are stratified by. */
export const workKinds = [
	'feat',
	'fix',
	'refactor',
	'perf',
	'test',
	'docs',
	'build',
	'chore',
	'revert',
	'other',
] as const;
export type WorkKind = (typeof workKinds)[number];

/** Conventional-commit types, with the spellings teams use for them. */
const byType = new Map<string, WorkKind>(
	Object.entries({
		feat: 'feat',
		feature: 'feat',
		fix: 'fix',
		bugfix: 'fix',
		hotfix: 'fix',
		refactor: 'refactor',
		perf: 'perf',
		test: 'test',
		tests: 'test',
		docs: 'docs',
		doc: 'docs',
		build: 'build',
		ci: 'build',
		deps: 'build',
		chore: 'chore',
		style: 'chore',
		revert: 'revert',
	} as const),
);

const byLabel: readonly (readonly [RegExp, WorkKind])[] = [
	[/^(bug|defect|regression|(kind|type)[/: ]+ ?bug)\b/i, 'fix'],
	[/^(enhancement|feature|(kind|type)[/: ]+ ?(feature|enhancement))\b/i, 'feat'],
	[/^(documentation|docs)\b/i, 'docs'],
	[/^(dependencies|build|ci)\b/i, 'build'],
	[/^refactor/i, 'refactor'],
	[/^(test|testing)\b/i, 'test'],
];

/**
 * The kind of work of a pull request: the conventional type of its title, else `revert` for a "Revert …" title, else
 * its branch's prefix, else its labels, else `other`.
 */
export function workKindOf(title: string, headRef: string | null, labels: readonly string[]): WorkKind {
	const type = /^([a-z]+)(?:\([^)]*\))?!?:/i.exec(title)?.[1]?.toLowerCase();
	const typed = type === undefined ? undefined : byType.get(type);
	if (typed !== undefined) return typed;
	if (/^(revert|reapply) "/i.test(title)) return 'revert';
	const prefix = headRef === null ? undefined : /^([a-z]+)[/-]/i.exec(headRef)?.[1]?.toLowerCase();
	const branched = prefix === undefined ? undefined : byType.get(prefix);
	if (branched !== undefined) return branched;
	for (const label of labels) {
		const found = byLabel.find(([pattern]) => pattern.test(label));
		if (found !== undefined) return found[1];
	}
	return 'other';
}
