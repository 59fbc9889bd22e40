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
/** And from one statement on, where the ledger holds no more facts for each that is asked for. */
const mostFactsForEach = 64;

/** What a rule found before, by SHA, as the JSON it was stored as; unknown commits are left out. */
export function readCommitFacts(ledger: Ledger, query: CommitFactQuery): Map<string, string> {
	if (areMany(ledger, query.shas.length)) return readMany(ledger, query);
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

function areMany(ledger: Ledger, shas: number): boolean {
	if (shas < shasAtOnce || shas >= manyShas) return shas >= manyShas;
	let facts = 0;
	// The last number given is found at once, and there are no more rows than that.
	ledger.scan('SELECT max("rowid") FROM "commitFact"', [], ([last]) => (facts = Number(last ?? 0)));
	return facts <= shas * mostFactsForEach;
}

/** About so many facts are read as one text, so that no row costs a way out of the engine. */
const factsAtOnce = 8192;
const hexDigits = '0123456789abcdef'.split('');

/** Where stretches of SHAs begin that hold about so many of them each, and where the last one ends. */
function stretchesOf(shas: number): readonly string[] {
	const digits = Math.ceil(Math.log2(Math.max(1, shas / factsAtOnce)));
	const step = hexDigits.length >> Math.min(4, digits);
	return [...hexDigits.filter((_, index) => index % step === 0), 'g'];
}

function readMany(ledger: Ledger, { repo, kind, ruleVersion, shas }: CommitFactQuery): Map<string, string> {
	const facts = new Map<string, string>();
	const wanted = new Set(shas);
	const starts = stretchesOf(shas.length);
	for (let at = 0; at + 1 < starts.length; at++) {
		ledger.scan(
			// The inner query asks the index alone, and the outer one goes through the table in the order it lies in: SHAs
			// are in no order, and one row after the other would be on another page. No SHA or JSON holds a line break.
			`SELECT group_concat("sha" || char(10) || "value", char(10)) FROM "commitFact" WHERE "rowid" IN (
				SELECT "rowid" FROM "commitFact"
				WHERE "orgId" = ? AND "repo" = ? AND "sha" >= ? AND "sha" < ? AND "kind" = ? AND "ruleVersion" = ?)`,
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
