import type { Ledger } from './ledger.js';
import type { CommitFactRow } from './schema.js';

/** Which facts to read: one kind of rule at one version, in one repository. */
export interface CommitFactQuery {
	readonly repo: string;
	readonly kind: string;
	readonly ruleVersion: string;
	readonly shas: readonly string[];
}

/** SQLite takes a limited number of parameters in one statement. */
const shasAtOnce = 500;
/** From so many on, going through all facts of a repository is quicker than looking each up. */
const manyShas = 4 * shasAtOnce;

/** What a rule found before, by SHA, as the JSON it was stored as; unknown commits are left out. */
export function readCommitFacts(ledger: Ledger, query: CommitFactQuery): Map<string, string> {
	if (query.shas.length >= manyShas) return readMany(ledger, query);
	const facts = new Map<string, string>();
	for (let from = 0; from < query.shas.length; from += shasAtOnce) {
		const some = query.shas.slice(from, from + shasAtOnce);
		ledger.scan(
			`SELECT "sha", "value" FROM "commitFact" WHERE "orgId" = ? AND "repo" = ? AND "kind" = ? AND "ruleVersion" = ?
				AND "sha" IN (${some.map(() => '?').join(', ')})`,
			[ledger.orgId, query.repo, query.kind, query.ruleVersion, ...some],
			([sha, value]) => facts.set(String(sha), String(value)),
		);
	}
	return facts;
}

/** Facts whose SHAs begin alike are read as one text, so that no row costs a way out of the engine. */
const starts = '0123456789abcdefg'.split('');

function readMany(ledger: Ledger, { repo, kind, ruleVersion, shas }: CommitFactQuery): Map<string, string> {
	const facts = new Map<string, string>();
	const wanted = new Set(shas);
	for (let at = 0; at + 1 < starts.length; at++) {
		ledger.scan(
			// Neither a SHA nor JSON as it is written here holds a line break.
			`SELECT group_concat("sha" || char(10) || "value", char(10)) FROM "commitFact"
				WHERE "orgId" = ? AND "repo" = ? AND "sha" >= ? AND "sha" < ? AND "kind" = ? AND "ruleVersion" = ?`,
			[ledger.orgId, repo, starts[at] ?? '', starts[at + 1] ?? '', kind, ruleVersion],
			([text]) => {
				const lines = typeof text === 'string' ? text.split('\n') : [];
				for (let line = 0; line + 1 < lines.length; line += 2) {
					const sha = lines[line] ?? '';
					if (wanted.has(sha)) facts.set(sha, lines[line + 1] ?? '');
				}
			},
		);
	}
	return facts;
}

/** Rows of facts, each value as JSON. */
export function commitFactRows(
	orgId: string,
	query: Omit<CommitFactQuery, 'shas'>,
	facts: ReadonlyMap<string, unknown>,
): CommitFactRow[] {
	const { repo, kind, ruleVersion } = query;
	return [...facts].map(([sha, value]) => ({
		orgId,
		repo,
		sha,
		kind,
		ruleVersion,
		value: JSON.stringify(value),
	}));
}
