import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ModelLists } from '../../../src/core/report/modelLists.js';
import { spendSums } from '../../../src/core/report/spendSums.js';
import { slice } from './exampleInputs.js';

const models = fc.array(fc.constantFrom('claude-opus-5-5', 'claude-haiku-5-5', 'claude-sonnet-5-5'));

describe('lists of models', () => {
	it('are sorted, hold each model once, and are one list for the same models however they grew', () => {
		fc.assert(
			fc.property(models, models, (one, two) => {
				const lists = new ModelLists();
				const grown = (some: readonly string[]): readonly string[] =>
					some.reduce((list, model) => lists.with(list, model), lists.none);
				const union = lists.union(grown(one), grown(two));
				assert.deepEqual(union, [...new Set([...one, ...two])].sort());
				assert.equal(union, grown([...two, ...one]));
			}),
		);
	});
});

describe('sums of spend', () => {
	it('add up to the total by session, by day, and by person with the spend of nobody', () => {
		const given = fc.record({
			session: fc.constantFrom('a', 'b', 'c'),
			costMicros: fc.nat(1_000_000),
			personId: fc.constantFrom('ann', 'ben', null),
			day: fc.constantFrom('2026-08-03', '2026-08-04'),
		});
		fc.assert(
			fc.property(fc.array(given), (some) => {
				const sums = spendSums(
					some.map(({ session, costMicros, personId, day }) => slice(session, costMicros, { personId, day })),
				);
				const total = (amounts: Iterable<number>): number => [...amounts].reduce((one, two) => one + two, 0);
				assert.equal(sums.totalMicros, total(some.map(({ costMicros }) => costMicros)));
				assert.equal(
					total([...sums.bySession.values()].map(({ costMicros }) => costMicros)),
					sums.totalMicros,
				);
				assert.equal(total(sums.byDay.values()), sums.totalMicros);
				assert.equal(total(sums.byPerson.values()) + sums.withoutPersonMicros, sums.totalMicros);
				assert.deepEqual(
					[...sums.bySession.values()].map(({ index }) => index),
					[...sums.bySession.keys()].map((_, place) => place),
				);
			}),
		);
	});
});
