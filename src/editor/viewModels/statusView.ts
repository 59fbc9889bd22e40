import type { BudgetStatus } from '../../core/budget/budget.js';
import type { BudgetLine } from '../../core/budget/budgetLine.js';
import type { BudgetPeriod } from '../../core/budget/window.js';
import type { Entitlement } from '../../core/entitlement/entitlement.js';
import { percent, shortAmount } from './amounts.js';
import { modelLabel } from './modelLabels.js';
import { asOf } from './times.js';
import type { Reader, Translate } from './translate.js';

/** What the engine tells the status bar. */
export interface BudgetFacts {
	readonly status: BudgetStatus;
	readonly entitlement: Entitlement;
}

/** The status bar item as data. `background`: VS Code allows these two colours only. */
export interface StatusView {
	readonly text: string;
	readonly background: 'none' | 'warning' | 'error';
	/** The whole state as a sentence, for a screen reader. */
	readonly spoken: string;
}

/** `this month`, `today` … */
export function thisPeriod(period: BudgetPeriod, t: Translate): string {
	switch (period) {
		case 'daily':
			return t('today');
		case 'weekly':
			return t('this week');
		case 'monthly':
			return t('this month');
		case 'quarterly':
			return t('this quarter');
	}
}

/** Whose prices this machine's use is counted at. */
export function pricesName(priceBasis: BudgetLine['priceBasis'], t: Translate): string {
	switch (priceBasis) {
		case 'list':
			return t('list prices');
		case 'config':
			return t("list prices and the team's own");
		case 'managed':
			return t("the organization's contract prices");
	}
}

/** Names of the basis of a figure. */
export function basisName(line: Pick<BudgetLine, 'basis' | 'priceBasis'>, t: Translate): string {
	switch (line.basis) {
		case 'billed':
			return t('billed');
		case 'client':
			return t('as Claude Code counts');
		case 'list':
			return t('estimated at {0}', pricesName(line.priceBasis, t));
	}
}

/** True when nothing was ever used and nobody set a limit: there is no figure to show. */
export function isUnused({ status }: BudgetFacts): boolean {
	return status.state === 'unknown' && status.thisSession === null && (status.spentMicros ?? 0) === 0;
}

const isForbidden = ({ entitlement }: BudgetFacts): boolean =>
	entitlement.current !== null && entitlement.currentAllowed === false;

function models(facts: BudgetFacts, { t }: Reader): string {
	const { entitlement } = facts;
	if (facts.status.state === 'included-only' || facts.status.state === 'unlimited') {
		if (entitlement.isUnrestricted) return t('all models');
		if (entitlement.allowed.length > 0) return entitlement.allowed.slice(0, 3).map(modelLabel).join(', ');
	}
	const model = entitlement.current ?? entitlement.default;
	return model === null ? '' : modelLabel(model);
}

function money(facts: BudgetFacts, reader: Reader): string {
	const { status } = facts;
	const { t } = reader;
	const mark = status.isEstimate && status.spentMicros !== null ? '~' : '';
	const spent = `${mark}${shortAmount(status.spentMicros, status.currency, reader)}`;
	const limit = shortAmount(status.limitMicros, status.currency, reader);
	switch (status.state) {
		case 'ok':
			return `${spent} / ${limit}`;
		case 'warning':
			return t('{0} / {1}, near limit', spent, limit);
		case 'critical':
			return t('{0} / {1}, almost used up', spent, limit);
		case 'over':
			return t('{0} / {1}, over', spent, limit);
		case 'unlimited':
			return t('{0}, no limit', spent);
		case 'included-only':
			return t('included use only');
		case 'unknown':
			if (status.limitMicros !== null) return t('– / {0}', limit);
			return status.spentMicros === null ? t('spend not known') : `${spent} ${thisPeriod(status.period, t)}`;
	}
}

const levels: Record<BudgetStatus['state'], StatusView['background']> = {
	ok: 'none',
	warning: 'warning',
	critical: 'error',
	over: 'error',
	unlimited: 'none',
	'included-only': 'none',
	unknown: 'none',
};

/** The state's own word, so that no state differs by colour alone. */
function stateWord(state: BudgetStatus['state'], t: Translate): string {
	switch (state) {
		case 'ok':
			return t('within the limit');
		case 'warning':
			return t('near the limit');
		case 'critical':
			return t('almost at the limit');
		case 'over':
			return t('over the limit');
		case 'unlimited':
			return t('no limit');
		case 'included-only':
			return t('included use only');
		case 'unknown':
			return t('no limit known');
	}
}

function spokenOf(facts: BudgetFacts, reader: Reader): string {
	const { status, entitlement } = facts;
	const { t } = reader;
	const share = status.usedShare === null ? '' : `, ${percent(status.usedShare)}`;
	const limit =
		status.limitMicros === null
			? ''
			: ` ${t('of {0}', shortAmount(status.limitMicros, status.currency, reader))}`;
	const spent = shortAmount(status.spentMicros, status.currency, reader);
	const model = entitlement.current === null ? '' : modelLabel(entitlement.current);
	const parts = [
		t(
			'Claude Code budget: {0}{1} {2}{3}, {4}.',
			spent,
			limit,
			thisPeriod(status.period, t),
			share,
			stateWord(status.state, t),
		),
		t('{0}, as of {1}.', basisName(status, t), asOf(status.asOfMs, reader)),
		...(model === '' ? [] : [t('Model in use: {0}.', model)]),
		...(isForbidden(facts) ? [t('Your entitlement does not include it.')] : []),
	];
	return parts.join(' ');
}

/** The status bar item for a budget. Null: nothing has been read yet. */
export function statusView(facts: BudgetFacts | null, reader: Reader): StatusView {
	const { t } = reader;
	if (facts === null) {
		const spoken = t('Outlay is reading your Claude Code usage.');
		return { text: '$(pulse) …', background: 'none', spoken };
	}
	if (isUnused(facts)) {
		const text = t('no Claude Code use yet');
		return { text: `$(pulse) ${text}`, background: 'none', spoken: t('Outlay: no Claude Code use yet.') };
	}
	const { status } = facts;
	const spoken = spokenOf(facts, reader);
	const level = levels[status.state];
	if (isForbidden(facts)) {
		const model = t('{0} not allowed', modelLabel(facts.entitlement.current ?? ''));
		const background = level === 'error' ? 'error' : 'warning';
		return { text: `$(warning) ${money(facts, reader)} · ${model}`, background, spoken };
	}
	const tail = status.isStale ? t('as of {0}', asOf(status.asOfMs, reader)) : models(facts, reader);
	const text = [money(facts, reader), tail].filter((part) => part !== '').join(' · ');
	return { text: `$(pulse) ${text}`, background: level, spoken };
}
