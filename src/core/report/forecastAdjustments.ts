import { Temporal } from 'temporal-polyfill';
import type { Config, TeamConfig } from '../config.js';
import { priceBook } from '../usage/priceBook.js';
import { oncePerText } from '../oncePerText.js';
import type { ReportInputs, SpendSlice } from './inputs.js';
import { microsAt, ratesByDay } from './modelRates.js';

/** What is known about the coming days beyond the past. */
export interface Adjustments {
	/** Factor on the usual spend of a day. */
	factorOn(day: string): number;
	readonly words: readonly string[];
}

/** Days of past spend that say how it divides over models and teams. */
const mixDays = 28;

function headcountOn({ headcount }: TeamConfig, day: string): number | null {
	return (
		[...headcount]
			.sort((one, two) => (one.from < two.from ? -1 : 1))
			.findLast(({ from }) => from.slice(0, 10) <= day)?.people ?? null
	);
}

/** Each team's share of recent spend and how its planned size relates to today's. */
function headcountFactor(
	recent: readonly SpendSlice[],
	inputs: ReportInputs,
	config: Config,
	today: string,
): (day: string) => number {
	const teamOf = new Map((inputs.people ?? []).map(({ personId, team }) => [personId, team]));
	const planned = config.teams.filter((team) => (headcountOn(team, today) ?? 0) > 0);
	const byTeam = new Map<string, number>();
	let total = 0;
	for (const { personId, costMicros } of recent) {
		total += costMicros;
		const team = personId === null ? null : (teamOf.get(personId) ?? null);
		if (team !== null) byTeam.set(team, (byTeam.get(team) ?? 0) + costMicros);
	}
	return (day) =>
		planned.reduce((factor, team) => {
			const share = total === 0 ? 0 : (byTeam.get(team.name) ?? 0) / total;
			const now = headcountOn(team, today) ?? 0;
			return factor + share * ((headcountOn(team, day) ?? now) / now - 1);
		}, 1);
}

/** How recent tokens would be billed on a later day, against what they were billed at today's rates. */
function priceFactor(
	recent: readonly SpendSlice[],
	inputs: ReportInputs,
	config: Config,
	today: string,
): (day: string) => number {
	const ratesOn = ratesByDay(priceBook(config.prices, inputs.managedPricing ?? null));
	const billed = (day: string): number =>
		recent.reduce((sum, slice) => {
			const rates = ratesOn(slice.model, day);
			return rates === null ? sum : sum + microsAt(rates, slice);
		}, 0);
	const now = billed(today);
	return oncePerText((day) => (now === 0 ? 1 : billed(day) / now));
}

/** Instants from which some model in use costs something else, as days in (today, end). */
function priceChangeDays(
	recent: readonly SpendSlice[],
	inputs: ReportInputs,
	config: Config,
	today: string,
	end: string,
): Map<string, string[]> {
	const book = priceBook(config.prices, inputs.managedPricing ?? null);
	const changes = new Map<string, string[]>();
	for (const model of [...new Set(recent.map((slice) => slice.model))].sort()) {
		for (const { fromMs } of book.pricesOf(model)?.rows ?? []) {
			if (!Number.isFinite(fromMs)) continue;
			const day = new Date(fromMs).toISOString().slice(0, 10);
			if (day > today && day < end) changes.set(day, [...(changes.get(day) ?? []), model]);
		}
	}
	return changes;
}

/** Announced prices (future rows of the price book) and planned headcount, between today and the horizon's end. */
export function forecastAdjustments(
	inputs: ReportInputs,
	config: Config,
	today: string,
	end: string,
): Adjustments {
	const from = Temporal.PlainDate.from(today).subtract({ days: mixDays }).toString();
	const recent = inputs.spend.filter(({ day }) => day >= from);
	const changes = priceChangeDays(recent, inputs, config, today, end);
	const priced = priceFactor(recent, inputs, config, today);
	const staffed = headcountFactor(recent, inputs, config, today);
	const changeDays = [...changes.keys()].sort();
	const priceOn = (day: string): number => {
		const change = changeDays.findLast((candidate) => candidate <= day);
		return change === undefined ? 1 : priced(change);
	};
	const hires = config.teams.flatMap((team) =>
		team.headcount
			.filter(({ from: start }) => start.slice(0, 10) > today && start.slice(0, 10) < end)
			.map(({ from: start, people }) => `${team.name}: ${people} people from ${start.slice(0, 10)}`),
	);
	return {
		factorOn: (day) => priceOn(day) * staffed(day),
		words: [
			...changeDays.map((day) => `new price of ${(changes.get(day) ?? []).join(', ')} from ${day}`),
			...hires,
		],
	};
}
