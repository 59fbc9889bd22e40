import { formatUsd } from '../../core/money.js';
import type { Difference, Estimate } from '../../core/report/estimate.js';
import { formatNumber, signed, tied } from '../format.js';
import type { Cell } from '../table.js';

/** Exact dollars of an amount for programs: six decimals, no separators. */
export function usd(micros: number | null): string | null {
	if (micros === null) return null;
	const size = Math.abs(micros).toString().padStart(7, '0');
	return `${micros < 0 ? '-' : ''}${size.slice(0, -6)}.${size.slice(-6)}`;
}

export function textCell(text: string, href: string | null = null): Cell {
	return { text, values: [text], href };
}

export function moneyCell(micros: number | null, why: string | null = null): Cell {
	if (micros === null) return { text: why ?? '–', values: [null], tone: 'withheld' };
	return { text: formatUsd(micros), values: [usd(micros)] };
}

export function countCell(count: number | null, why: string | null = null): Cell {
	if (count === null) return { text: why ?? '–', values: [null], tone: 'withheld' };
	return { text: formatNumber(count), values: [count] };
}

/** The cell as the figure of that name. */
export const asFigure = (figure: string, cell: Cell): Cell => ({ ...cell, figure });

/** A number printed by `format`; `–` when unknown. */
export function numberCell(value: number | null, format: (value: number) => string): Cell {
	return value === null
		? { text: '–', values: [null], tone: 'withheld' }
		: { text: tied(format(value)), values: [value] };
}

/** Value, low, high and n of an arm. `remark` is the line about n. */
export function estimateCell(estimate: Estimate, format: (value: number) => string, remark: string): Cell {
	const values = [estimate.value, estimate.low, estimate.high, estimate.n];
	if (estimate.value === null) {
		return { text: estimate.withheld ?? 'unknown', values, tone: 'withheld' };
	}
	const interval =
		estimate.low === null && estimate.high === null
			? 'no interval'
			: `[${estimate.low === null ? '?' : tied(format(estimate.low))} – ${estimate.high === null ? '?' : tied(format(estimate.high))}]`;
	return {
		text: [tied(format(estimate.value)), interval, ...(remark === '' ? [] : [remark])].join('\n'),
		values,
		...(estimate.isSmall ? { tone: 'small' as const } : {}),
	};
}

/** Value, low, high and verdict of a difference, the verdict in `words` for people. */
export function differenceCell(
	difference: Difference,
	format: (value: number) => string,
	isSmall: boolean,
	words: string = difference.verdict,
): Cell {
	const { value, low, high, verdict, detectable } = difference;
	const values = [value, low, high, verdict, detectable];
	if (difference.value === null) {
		return { text: difference.withheld ?? 'too few', values, tone: 'withheld' };
	}
	const lines = [signed(tied(format(difference.value)))];
	if (difference.low !== null && difference.high !== null) {
		lines.push(`[${signed(tied(format(difference.low)))} to ${signed(tied(format(difference.high)))}]`);
	}
	lines.push(difference.low === null ? 'no interval' : difference.verdict === 'clear' ? '' : words);
	return {
		text: lines.filter((line) => line !== '').join('\n'),
		values,
		...(isSmall ? { tone: 'small' as const } : {}),
	};
}
