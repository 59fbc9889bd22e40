import { groupThresholds, personThresholds } from './state.js';

/** Some spend held against a limit: a person's, a team's or the organization's, in one period. */
export interface Watched {
	readonly scope: 'person' | 'team' | 'organization';
	/** Stable id of the person, or name of the team; empty for the organization. */
	readonly id: string;
	/** For people. */
	readonly name: string;
	readonly period: string;
	/** Start of the period, so that the next one alerts anew. */
	readonly periodStart: string;
	readonly limitMicros: number | null;
	readonly spentMicros: number | null;
	readonly currency: string;
}

/** A threshold that was reached. */
export interface Alert extends Watched {
	readonly limitMicros: number;
	readonly spentMicros: number;
	/** 0.75, 0.9, 0.95 or 1. */
	readonly threshold: number;
	readonly level: 'warning' | 'critical' | 'over';
	readonly usedShare: number;
	/** Names this alert; it is raised once. */
	readonly key: string;
	/** Names of the lower thresholds that are reached with it: spend that is put right downwards raises none anew. */
	readonly lowerKeys: readonly string[];
}

const thresholds: Record<Watched['scope'], readonly number[]> = {
	person: [personThresholds.warning, personThresholds.critical, personThresholds.over],
	team: [...groupThresholds, 1],
	organization: [...groupThresholds, 1],
};

/** True when the spend has reached a share of the limit; in integers, so 75 % is 75 % exactly. */
const isReached = (spent: number, limit: number, threshold: number): boolean =>
	spent * 100 >= limit * Math.round(threshold * 100);

/**
 * The highest threshold that each limit has reached: 75, 95 and 100 % for people, 75, 90 and 100 % for teams and the
 * organization. Unlimited, unknown and zero limits raise nothing. Source: Anthropic's own alerts, and Outlay's states.
 */
export function alertsOf(watched: readonly Watched[]): Alert[] {
	return watched.flatMap((one) => {
		const { limitMicros, spentMicros } = one;
		if (limitMicros === null || limitMicros === 0 || spentMicros === null) return [];
		const reached = thresholds[one.scope].filter((threshold) =>
			isReached(spentMicros, limitMicros, threshold),
		);
		const threshold = reached.at(-1);
		if (threshold === undefined) return [];
		const level = threshold >= 1 ? 'over' : threshold > personThresholds.warning ? 'critical' : 'warning';
		const keyOf = (share: number): string =>
			[one.scope, one.id, one.period, one.periodStart, String(share)].join('|');
		return [
			{
				...one,
				limitMicros,
				spentMicros,
				threshold,
				level,
				usedShare: spentMicros / limitMicros,
				key: keyOf(threshold),
				lowerKeys: reached.slice(0, -1).map(keyOf),
			} as const,
		];
	});
}

/** People who have used more than 80 % of their limit: those an administrator may want to talk to. */
export function over80(watched: readonly Watched[]): Watched[] {
	return watched.filter(
		({ scope, limitMicros, spentMicros }) =>
			scope === 'person' &&
			limitMicros !== null &&
			limitMicros > 0 &&
			spentMicros !== null &&
			spentMicros * 100 > limitMicros * 80,
	);
}
