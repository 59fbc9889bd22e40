import type { BudgetLine } from '../../core/budget/budgetLine.js';
import type { Entitlement } from '../../core/entitlement/entitlement.js';
import { amount, percent } from './amounts.js';
import { modelLabel } from './modelLabels.js';
import { basisName, isUnused, pricesName, thisPeriod, type BudgetFacts } from './statusView.js';
import { asOf, dayOf } from './times.js';
import type { Reader, Translate } from './translate.js';

/** One row of the tooltip: a heading and lines of plain text. */
export interface TooltipRow {
	readonly heading: string;
	readonly lines: readonly string[];
}

/** Who set the limit, as a phrase. */
export function limitSourceName(line: Pick<BudgetLine, 'limitSource' | 'origin'>, t: Translate): string {
	if (line.origin === 'config') return t('limit set in outlay.config.json');
	switch (line.limitSource) {
		case 'user':
			return t('limit set for you');
		case 'group':
			return t('limit set for your group');
		case 'seat-tier':
			return t('limit set for your seat tier');
		case 'organization':
			return t('limit set by your organization');
		case 'policy':
			return t('limit set by a policy of your organization');
		case 'setting':
			return t('limit set in your settings');
		case 'client':
			return t('limit as Claude Code shows it');
		case 'none':
			return t('no limit known');
	}
}

function entitlementSourceName(source: Entitlement['source'], t: Translate): string {
	switch (source) {
		case 'managed':
			return t('managed settings of your organization');
		case 'organization':
			return t('your organization');
		case 'user':
			return t('your own settings');
		case 'none':
			return t('no list restricts the models');
	}
}

function budgetRow({ status }: BudgetFacts, reader: Reader): TooltipRow {
	const { t } = reader;
	const estimate = status.isEstimate && status.spentMicros !== null ? '~' : '';
	const spent = `${estimate}${amount(status.spentMicros, status.currency, reader)}`;
	const limit =
		status.limitMicros === null ? '' : ` ${t('of {0}', amount(status.limitMicros, status.currency, reader))}`;
	const share = status.usedShare === null ? '' : ` (${percent(status.usedShare)})`;
	const resets = status.resetsAtMs === null ? '' : ` · ${t('resets {0}', dayOf(status.resetsAtMs, reader))}`;
	const first = `${spent}${limit} ${thisPeriod(status.period, t)}${share}${resets}`;
	const basis = t('{0}, as of {1}', basisName(status, t), asOf(status.asOfMs, reader));
	const mark = status.isEstimate ? [t('~ marks an estimate')] : [];
	const { forecast } = status;
	const pace =
		forecast === null
			? []
			: [
					t(
						'at this pace {0} by {1} ({2}–{3})',
						`${estimate}${amount(forecast.micros, status.currency, reader)}`,
						dayOf(status.window.endMs, reader),
						amount(forecast.lowMicros, status.currency, reader),
						amount(forecast.highMicros, status.currency, reader),
					),
				];
	return {
		heading: t('Budget'),
		lines: [first, `${limitSourceName(status, t)} · ${basis}`, ...mark, ...pace],
	};
}

function localRow({ status }: BudgetFacts, reader: Reader): TooltipRow {
	const { t } = reader;
	const branch = status.thisBranch;
	const prices = pricesName(status.priceBasis, t);
	const lines = [
		t('{0} at {1}', amount(status.today?.costMicros ?? null, 'USD', reader), prices),
		...(branch === null
			? []
			: [t('this branch {0} at {1} ({2})', amount(branch.costMicros, 'USD', reader), prices, branch.branch)]),
	];
	return { heading: t('Today'), lines };
}

function modelRow({ entitlement }: BudgetFacts, reader: Reader): TooltipRow {
	const { t } = reader;
	const { current } = entitlement;
	const known = new Map(entitlement.models.map((verdict) => [modelLabel(verdict.model), verdict]));
	const names = [...known.keys()];
	const listed = [...new Set([...(current === null ? [] : [modelLabel(current)]), ...names])].slice(0, 8);
	const entries = listed.map((name) => {
		const isCurrent = current !== null && modelLabel(current) === name;
		const isAllowed = isCurrent ? entitlement.currentAllowed !== false : known.get(name)?.isAllowed !== false;
		if (!isAllowed) return t('{0} – not in your entitlement', name);
		return isCurrent ? t('{0} ● in use', name) : name;
	});
	const allowed =
		entries.length > 0
			? entries
			: entitlement.allowed.length > 0
				? entitlement.allowed.map(modelLabel)
				: [t('all models')];
	return {
		heading: t('Models'),
		lines: [allowed.join(' · '), entitlementSourceName(entitlement.source, t)],
	};
}

/** The tooltip's rows: budget, today, models, and what the figures do not say. */
export function tooltipRows(facts: BudgetFacts, reader: Reader): TooltipRow[] {
	const { t } = reader;
	if (isUnused(facts)) {
		const lines = [t('No Claude Code transcript was found on this machine yet.')];
		return [{ heading: t('Budget'), lines }, modelRow(facts, reader)];
	}
	const notes = [...facts.status.notes, ...facts.entitlement.notes];
	return [
		budgetRow(facts, reader),
		localRow(facts, reader),
		modelRow(facts, reader),
		...(notes.length === 0 ? [] : [{ heading: t('Note'), lines: notes }]),
	];
}
