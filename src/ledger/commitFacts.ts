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

/** What a rule found before, by SHA, as the JSON it was stored as; unknown commits are left out. */
export function readCommitFacts(ledger: Ledger, query: CommitFactQuery): Map<string, string> {
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
