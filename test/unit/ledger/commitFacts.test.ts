import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { commitFactRows, readCommitFacts } from '../../../src/ledger/commitFacts.js';
import { openMemoryLedger } from '../../../src/ledger/memoryLedger.js';

const shaOf = (number: number): string => createHash('sha1').update(String(number)).digest('hex');

describe('facts of commits', () => {
	const place = { repo: 'acme/app', kind: 'size', ruleVersion: '1' };
	const shas = Array.from({ length: 9000 }, (_, number) => shaOf(number));

	it('are the same whether few or very many are asked for', async () => {
		const ledger = await openMemoryLedger('local');
		const factsOf = (word: string): Map<string, unknown> =>
			new Map(shas.map((sha, number) => [sha, { word: `${word}\n"${number}"`, number }]));
		await ledger.write({ commitFact: commitFactRows('local', place, factsOf('own')) });
		for (const other of [{ repo: 'acme/else' }, { kind: 'touch' }, { ruleVersion: '2' }])
			await ledger.write({
				commitFact: commitFactRows('local', { ...place, ...other }, factsOf('other')),
			});
		const asked = [...shas.filter((_, number) => number % 4 !== 0), shaOf(-1)];
		const atOnce = readCommitFacts(ledger, { ...place, shas: asked });
		const few = asked.slice(0, 6000).filter((_, number) => number % 50 === 0);
		const one = few.flatMap((sha) => [...readCommitFacts(ledger, { ...place, shas: [sha] })]);
		assert.equal(atOnce.size, asked.length - 1);
		assert.deepEqual(
			one,
			few.map((sha) => [sha, atOnce.get(sha)]),
		);
		// What is looked up one by one, and what is read by going through a repository whose facts are few for that.
		for (const count of [520, 1500]) {
			const some = asked.slice(0, count);
			assert.deepEqual(
				[...readCommitFacts(ledger, { ...place, shas: some })].sort(),
				some.map((sha) => [sha, atOnce.get(sha)]).sort(),
			);
		}
		assert.deepEqual(JSON.parse(atOnce.get(shaOf(7)) ?? ''), { word: 'own\n"7"', number: 7 });
		await ledger.close();
	});
});
