import { commitFactRows, readCommitFacts, type CommitFactQuery } from '../ledger/commitFacts.js';
import type { OutlayContext } from './context.js';

/** Which facts: one kind of rule at one version in one repository. */
export type FactKind = Omit<CommitFactQuery, 'shas'>;

const batchFacts = 5000;

/**
 * Facts by SHA: those that the ledger holds and `parse` takes, the others from `find`, remembered. Without a ledger all
 * of them are found anew.
 */
export async function rememberedFacts<Fact>(
	context: OutlayContext,
	of: FactKind,
	shas: readonly string[],
	parse: (json: unknown, sha: string) => Fact | null,
	find: (missing: readonly string[]) => Promise<ReadonlyMap<string, Fact>>,
): Promise<Map<string, Fact>> {
	const ledger = context.remembers ? await context.ledger() : null;
	const known = new Map<string, Fact>();
	if (ledger !== null) {
		for (const [sha, json] of readCommitFacts(ledger, { ...of, shas })) {
			const fact = parse(JSON.parse(json), sha);
			if (fact !== null) known.set(sha, fact);
		}
	}
	if (known.size === shas.length) return known;
	const missing = [...new Set(shas.filter((sha) => !known.has(sha)))];
	if (missing.length === 0) return known;
	const fresh = [...(await find(missing))];
	for (const [sha, fact] of fresh) known.set(sha, fact);
	for (let at = 0; ledger !== null && at < fresh.length; at += batchFacts) {
		const some = new Map(fresh.slice(at, at + batchFacts));
		await ledger.write({ commitFact: commitFactRows(ledger.orgId, of, some) });
	}
	return known;
}
