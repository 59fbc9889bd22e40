import type { EvidenceKind, Strength } from '../../core/evidence/evidence.js';
import { inferredTierError } from '../../core/outcomes/defectError.js';
import type { DefectTier } from '../../core/outcomes/defectVerdict.js';
import type { PullRequestState } from '../../core/pullRequest.js';
import { amount, duration, percent } from './amounts.js';
import { partialOutputLines } from './partialOutputLines.js';
import { coverageMissing, evidenceName } from './engineWords.js';
import { dayOf } from './times.js';
import type { Reader } from './translate.js';
import type { TreeRow } from './treeRow.js';

/** One of the user's own pull requests, as the engine tells it. Titles are shown, never stored or exported. */
export interface PullRequestFacts {
	readonly repo: string;
	readonly number: number;
	readonly title: string;
	readonly url: string | null;
	readonly state: PullRequestState;
	readonly createdAtMs: number | null;
	readonly mergedAtMs: number | null;
	/** Spend of linked sessions; null when no session is linked. */
	readonly costMicros: number | null;
	readonly sessions: number;
	/** Share of the calls behind the spend whose output is a floor. */
	readonly partialOutputShare: number;
	readonly strength: Strength | 'none';
	/** Evidence kinds seen, strongest first. */
	readonly evidence: readonly EvidenceKind[];
	/** Share of added lines that Claude wrote, 0–1; null when it is not known exactly. */
	readonly aiShare: number | null;
	/** Since when it waits for a first review; null when it does not. */
	readonly waitingSinceMs: number | null;
	readonly timeToFirstReviewMs: number | null;
	/** Surest defect that hit it; null for none so far. */
	readonly defect: { readonly tier: DefectTier; readonly why: string } | null;
	/** Days of the 30-day window that have passed; null while it is not merged. */
	readonly watchedDays: number | null;
	/** Percentage points; null with `coverageMissing`. */
	readonly coverageDelta: number | null;
	readonly coverageMissing: string | null;
}

const windowDays = 30;
const icons: Record<PullRequestState, string> = {
	open: 'git-pull-request',
	merged: 'git-merge',
	closed: 'git-pull-request-closed',
};

function costText(facts: PullRequestFacts, { t }: Reader, shown: string): string {
	if (facts.costMicros === null || facts.sessions === 0) return t('no linked session');
	return facts.sessions === 1 ? t('{0} · 1 session', shown) : t('{0} · {1} sessions', shown, facts.sessions);
}

function strengthText(strength: Strength | 'none', { t }: Reader): string {
	switch (strength) {
		case 'high':
			return t('high');
		case 'medium':
			return t('medium');
		case 'low':
			return t('low');
		case 'none':
			return t('none');
	}
}

function evidenceLine(facts: PullRequestFacts, reader: Reader): string {
	const { t } = reader;
	const seen =
		facts.evidence.length === 0 ? '' : ` (${facts.evidence.map((kind) => evidenceName(kind, t)).join(', ')})`;
	const share =
		facts.aiShare === null ? '' : ` · ${t('{0} of added lines by Claude', percent(facts.aiShare))}`;
	return `${t('AI evidence: {0}', strengthText(facts.strength, reader))}${seen}${share}`;
}

function reviewLine(facts: PullRequestFacts, { t, nowMs }: Reader): string | null {
	if (facts.waitingSinceMs !== null)
		return t('waiting for review {0}', duration(nowMs - facts.waitingSinceMs, t));
	if (facts.timeToFirstReviewMs !== null)
		return t('first review {0}', duration(facts.timeToFirstReviewMs, t));
	return null;
}

function defectLine(facts: PullRequestFacts, { t }: Reader): string | null {
	if (facts.defect !== null) {
		switch (facts.defect.tier) {
			case 'revert':
				return t('reverted');
			case 'explicit':
				return t('named as the cause of a fix');
			case 'inferred':
				return t(
					'perhaps fixed later (inferred: {0} of such guesses are right, {1} of such defects are found)',
					percent(inferredTierError.precision),
					percent(inferredTierError.recall),
				);
		}
	}
	if (facts.watchedDays === null) return null;
	if (facts.watchedDays >= windowDays) return t('no defect in {0} days', windowDays);
	return t('no defect so far ({0} of {1} days)', Math.floor(facts.watchedDays), windowDays);
}

function coverageLine(facts: PullRequestFacts, { t }: Reader): string | null {
	if (facts.coverageDelta === null) {
		return facts.coverageMissing === null
			? null
			: t('coverage not known: {0}', coverageMissing(facts.coverageMissing, t));
	}
	const sign = facts.coverageDelta < 0 ? '−' : '+';
	return t('coverage {0} points', `${sign}${Math.abs(facts.coverageDelta).toFixed(1)}`);
}

function pullRequestRow(facts: PullRequestFacts, prices: string, reader: Reader): TreeRow {
	const { t } = reader;
	const id = `${facts.repo}#${facts.number}`;
	const cost = costText(facts, reader, amount(facts.costMicros, 'USD', reader));
	const merged = facts.mergedAtMs === null ? '' : ` · ${t('merged {0}', dayOf(facts.mergedAtMs, reader))}`;
	const lines = [
		evidenceLine(facts, reader),
		reviewLine(facts, reader),
		defectLine(facts, reader),
		coverageLine(facts, reader),
	];
	const known = lines.filter((line) => line !== null);
	return {
		id,
		label: `#${facts.number} ${facts.title}`,
		description: `${cost}${merged}`,
		icon: icons[facts.state],
		tooltip: [
			id,
			...known,
			t('Cost: sessions linked to it, at {0}.', prices),
			...partialOutputLines(facts.partialOutputShare, reader),
		],
		spoken: `${t('Pull request {0}, {1}', facts.number, facts.title)}. ${[cost, ...known].join('. ')}.`,
		context: facts.url === null ? 'pullRequest' : 'pullRequest.web',
		...(facts.url === null ? {} : { url: facts.url }),
		children: known.map((line, index) => ({ id: `${id}:${index}`, label: line, spoken: line })),
	};
}

const newest = (facts: PullRequestFacts): number => facts.mergedAtMs ?? facts.createdAtMs ?? 0;

/**
 * The Pull requests tree: open ones first, then merged, each newest first; closed ones only with spend. `prices`: whose
 * prices the costs are counted at.
 */
export function pullRequestRows(all: readonly PullRequestFacts[], prices: string, reader: Reader): TreeRow[] {
	const order: Record<PullRequestState, number> = { open: 0, merged: 1, closed: 2 };
	return all
		.filter((facts) => facts.state !== 'closed' || facts.sessions > 0)
		.sort((one, two) => order[one.state] - order[two.state] || newest(two) - newest(one))
		.map((facts) => pullRequestRow(facts, prices, reader));
}
