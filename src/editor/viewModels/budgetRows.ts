import type { BudgetLine } from '../../core/budget/budgetLine.js';
import { amount, percent, shortAmount } from './amounts.js';
import { modelLabel } from './modelLabels.js';
import { limitSourceName } from './statusTooltip.js';
import { basisName, isUnused, pricesName, thisPeriod, type BudgetFacts } from './statusView.js';
import { asOf, dayOf, monthOf } from './times.js';
import type { Reader } from './translate.js';
import { leaf, type TreeRow } from './treeRow.js';

const icons: Partial<Record<BudgetLine['state'], { icon: string; iconColor: string }>> = {
	warning: { icon: 'warning', iconColor: 'list.warningForeground' },
	critical: { icon: 'error', iconColor: 'list.errorForeground' },
	over: { icon: 'error', iconColor: 'list.errorForeground' },
};

function lineTitle(line: BudgetLine, reader: Reader): string {
	if (line.period === 'monthly') return monthOf((line.window.startMs + line.window.endMs) / 2, reader);
	const name = thisPeriod(line.period, reader.t);
	return name.charAt(0).toLocaleUpperCase(reader.locale) + name.slice(1);
}

/** An estimate carries the mark that the view's heading explains. */
const marked = (figure: string, basis: BudgetLine['basis']): string =>
	basis === 'list' ? `~${figure}` : figure;

/** What the figures of the Budget view are, for its heading. */
export function budgetBasis({ status }: BudgetFacts, { t }: Reader): string {
	const local = t('~ at {0}', pricesName(status.priceBasis, t));
	return status.basis === 'list' ? local : `${basisName(status, t)} · ${local}`;
}

function lineFigure(line: BudgetLine, reader: Reader): string {
	const { t } = reader;
	const spent = marked(amount(line.spentMicros, line.currency, reader), line.basis);
	const share = line.usedShare === null ? '' : `  ${percent(line.usedShare)}`;
	if (line.limitMicros !== null)
		return `${t('{0} of {1}', spent, shortAmount(line.limitMicros, line.currency, reader))}${share}`;
	if (line.state === 'unlimited') return t('{0}, no limit', spent);
	if (line.state === 'included-only') return t('included use only');
	return spent;
}

function lineRow(line: BudgetLine, id: string, reader: Reader, children: readonly TreeRow[]): TreeRow {
	const { t } = reader;
	const label = lineTitle(line, reader);
	const description = lineFigure(line, reader);
	const resets = line.resetsAtMs === null ? [] : [t('resets {0}', dayOf(line.resetsAtMs, reader))];
	return {
		id,
		label,
		description,
		...(icons[line.state] ?? { icon: 'pulse' }),
		tooltip: [
			limitSourceName(line, t),
			t('{0}, as of {1}', basisName(line, t), asOf(line.asOfMs, reader)),
			...resets,
		],
		spoken: t('{0}: {1}, {2}', label, description, basisName(line, t)),
		...(children.length > 0 ? { children, isExpanded: true } : {}),
	};
}

/** What a figure of this machine is. */
const localBasis = ({ priceBasis }: BudgetLine, { t }: Reader): string =>
	t('estimated at {0}, this machine', pricesName(priceBasis, t));

function localRow(id: string, label: string, figure: string, icon: string, basis: string): TreeRow {
	return { ...leaf(id, label, figure), icon, tooltip: [basis] };
}

function forecastRows({ status }: BudgetFacts, reader: Reader): TreeRow[] {
	const { t } = reader;
	const { forecast, currency, window } = status;
	if (forecast === null) return [];
	const [middle, low, high] = [forecast.micros, forecast.lowMicros, forecast.highMicros].map((micros) =>
		amount(micros, currency, reader),
	);
	const figure = marked(t('{0} ({1}–{2})', middle ?? '', low ?? '', high ?? ''), status.basis);
	const until = dayOf(window.endMs, reader);
	const tooltip = [
		t('By {0}, from {1} complete days.', until, forecast.days),
		t('The range holds about four times in five.'),
	];
	return [{ ...leaf('forecast', t('Forecast'), figure), icon: 'graph-line', tooltip }];
}

function planRows({ status }: BudgetFacts, reader: Reader): TreeRow[] {
	const { t } = reader;
	return status.planWindows.map(({ name, usedPercent, resetsAtMs, asOfMs }) => ({
		...leaf(`window:${name}`, name.replaceAll('_', ' '), `${Math.round(usedPercent)} %`),
		icon: 'watch',
		tooltip: [
			t('As Claude Code last saw it, {0}.', asOf(asOfMs, reader)),
			...(resetsAtMs === null ? [] : [t('resets {0}', dayOf(resetsAtMs, reader))]),
		],
	}));
}

/** The Budget tree: the line that decides with its models, further limits, today, forecast, plan windows, models. */
export function budgetRows(facts: BudgetFacts, reader: Reader): TreeRow[] {
	if (isUnused(facts)) return [];
	const { status } = facts;
	const { t } = reader;
	const basis = localBasis(status, reader);
	const models = status.models.map(({ model, costMicros }) => ({
		...leaf(`model:${model}`, modelLabel(model), `~${amount(costMicros, 'USD', reader)}`),
		tooltip: [model, basis],
	}));
	const branch = status.thisBranch;
	const figure = branch === null ? '' : `~${amount(branch.costMicros, 'USD', reader)}  ${branch.branch}`;
	const today =
		status.today === null
			? amount(null, 'USD', reader)
			: `~${amount(status.today.costMicros, 'USD', reader)}`;
	// A day's limit on this machine's own use has said what today came to.
	const saysToday = [status, ...status.others].some(
		({ period, basis: of }) => period === 'daily' && of === 'list',
	);
	return [
		lineRow(status, 'budget', reader, models),
		...status.others.map((line, index) => lineRow(line, `other:${index}:${line.period}`, reader, [])),
		...(saysToday ? [] : [localRow('today', t('Today'), today, 'calendar', basis)]),
		...(branch === null ? [] : [localRow('branch', t('This branch'), figure, 'git-branch', basis)]),
		...forecastRows(facts, reader),
		...planRows(facts, reader),
		...modelRows(facts, reader),
	];
}

/** Models that may be used, and those that may not, with who says so. */
function modelRows({ entitlement }: BudgetFacts, reader: Reader): TreeRow[] {
	const { t } = reader;
	if (entitlement.isUnrestricted) return [];
	const children = entitlement.models.map(({ model, isAllowed, why }) => ({
		...leaf(`may:${model}`, modelLabel(model), isAllowed ? t('allowed') : t('not in your entitlement')),
		icon: isAllowed ? 'check' : 'circle-slash',
		tooltip: [why],
	}));
	return [
		{
			...leaf('models', t('Models'), entitlement.allowed.map(modelLabel).join(', ')),
			icon: 'shield',
			tooltip: [...entitlement.sources],
			...(children.length > 0 ? { children } : {}),
		},
	];
}
