import { z } from 'zod';
import { defectBlameVersion, type BlamedFix } from '../core/outcomes/defectFix.js';
import { commitFactRows, readCommitFacts } from '../ledger/commitFacts.js';
import { blameFixes } from '../sources/git/fixBlame.js';
import type { Git } from '../sources/git/git.js';
import { ignoredRevisions } from '../sources/git/ignoredRevisions.js';
import { repositoryNameOf } from '../sources/git/repositoryAddress.js';
import type { OutlayContext } from './context.js';

const blamedFixSchema: z.ZodType<BlamedFix> = z.object({
	fix: z.string(),
	committedAtMs: z.number(),
	authoredAtMs: z.number(),
	authorEmail: z.string(),
	commits: z.array(
		z.object({
			commit: z.string(),
			committedAtMs: z.number(),
			authoredAtMs: z.number(),
			authorEmail: z.string(),
			lines: z.number(),
			weight: z.number(),
			nearLines: z.number(),
			nearWeight: z.number(),
			sharedWords: z.number(),
			isCosmetic: z.boolean(),
		}),
	),
	olderLines: z.number(),
	olderWeight: z.number(),
	olderNearWeight: z.number(),
	nothing: z.string().nullable(),
});

/** So many results are lost at most when the process is killed. */
const rememberEvery = 100;

function remembered(json: string): BlamedFix | null {
	const parsed = blamedFixSchema.safeParse(JSON.parse(json));
	return parsed.success ? parsed.data : null;
}

/** A fix that git refuses to blame; not remembered, since the reason can be removed. */
function notBlamed(fix: string): BlamedFix {
	const nothing = 'git refuses to blame here: the file that blame.ignoreRevsFile names cannot be read.';
	const times = { committedAtMs: 0, authoredAtMs: 0, authorEmail: '' };
	return { fix, ...times, commits: [], olderLines: 0, olderWeight: 0, olderNearWeight: 0, nothing };
}

/**
 * What blame finds for some fixes, by full SHA. Results are remembered by SHA, window and rule version, so a second
 * run asks git nothing. Reports progress; stops at the context's signal, keeping what was found.
 */
export async function blamedFixes(
	context: OutlayContext,
	git: Git,
	fixes: readonly string[],
	windowDays: number | null,
): Promise<Map<string, BlamedFix>> {
	const ledger = context.remembers ? await context.ledger() : null;
	const ignored = await ignoredRevisions(git, context.problems);
	if (ignored === null) return new Map(fixes.map((fix) => [fix, notBlamed(fix)]));
	try {
		const place = {
			repo: await repositoryNameOf(git),
			kind: `defect-blame/${windowDays ?? 'none'}${ignored.fingerprint === null ? '' : `/${ignored.fingerprint}`}`,
			ruleVersion: defectBlameVersion,
		};
		const found = new Map<string, BlamedFix>();
		const stored = ledger === null ? [] : readCommitFacts(ledger, { ...place, shas: fixes });
		for (const [sha, json] of stored) {
			const known = remembered(json);
			if (known !== null) found.set(sha, known);
		}
		const missing = [...new Set(fixes)].filter((sha) => !found.has(sha));
		const fresh = new Map<string, BlamedFix>();
		const remember = async (): Promise<void> => {
			if (fresh.size > 0) await ledger?.write({ commitFact: commitFactRows(ledger.orgId, place, fresh) });
			fresh.clear();
		};
		const options = { windowDays, ignoreRevsFile: ignored.file, ignoredRevisions: ignored.revisions };
		let lost = 0;
		try {
			for await (const blamed of blameFixes(git, missing, options)) {
				found.set(blamed.fix, blamed);
				if (blamed.isLost === true) lost++;
				else fresh.set(blamed.fix, blamed);
				context.progress.report({ what: 'Blaming fixes', done: found.size, total: new Set(fixes).size });
				if (fresh.size >= rememberEvery) await remember();
			}
		} finally {
			await remember();
		}
		if (lost > 0) {
			const what = `The contents that blaming ${lost} fixes takes are not in this clone of ${place.repo} (a partial clone?); they accuse nobody.`;
			context.problems.push({ code: 'git.contents-missing', what });
		}
		return found;
	} finally {
		await ignored.dispose();
	}
}
