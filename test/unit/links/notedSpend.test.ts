import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
	squashedNotes,
	unitedNotes,
	type NotedSpend,
	type OutlayNote,
} from '../../../src/core/evidence/outlayNote.js';
import { costOfWork, type LinkWork } from '../../../src/core/links/linkWork.js';
import { notedSpend, onDays, type PlacedRecord } from '../../../src/core/links/notedSpend.js';
import { outlayNoteText, parseOutlayNote } from '../../../src/sources/git/outlayNote.js';
import { sha } from './madeInput.js';

const work = (costMicros: number, day = '2026-06-02'): LinkWork => [
	{
		day,
		model: 'claude-sonnet-5',
		isPriced: true,
		calls: 1,
		inputTokens: 1,
		outputTokens: 2,
		cacheWrite5mTokens: 3,
		cacheWrite1hTokens: 4,
		cacheReadTokens: 5,
		costMicros,
	},
];
const session = 's_0123456789abcd';
const record = (of: readonly number[], share: number, more: Partial<NotedSpend> = {}): NotedSpend => ({
	session,
	asOfMs: 1000,
	of: of.map(sha),
	prices: 'list',
	share: share === 0 ? [] : work(share),
	whole: work(100),
	...more,
});
const placed = (commit: number, own: NotedSpend, more: Partial<PlacedRecord> = {}): PlacedRecord => ({
	repo: 'acme/app',
	commit: sha(commit),
	isKnown: true,
	pullRequest: null,
	strength: 'high',
	record: own,
	...more,
});
const sharesOf = (records: readonly PlacedRecord[]): (readonly [string | null, number])[] =>
	notedSpend(records, () => false).sessions.flatMap(({ links }) =>
		links.map(({ commit, shareMicros }) => [commit, shareMicros] as const),
	);

const table: readonly (readonly [string, readonly PlacedRecord[], readonly (readonly [number, number])[]])[] =
	[
		[
			'each commit its own share',
			[placed(1, record([1], 30)), placed(2, record([2], 40))],
			[
				[1, 30],
				[2, 40],
			],
		],
		[
			'a cherry-pick with the note: once, at the original',
			[placed(2, record([1], 30)), placed(1, record([1], 30))],
			[[1, 30]],
		],
		[
			'a rebased commit that was recorded again: once, the later',
			[placed(1, record([1], 30)), placed(2, record([1, 2], 35, { asOfMs: 2000 }))],
			[[2, 35]],
		],
		[
			'a squash of two and the two: once',
			[placed(1, record([1], 30)), placed(2, record([2], 40)), placed(3, record([1, 2], 70))],
			[[3, 70]],
		],
		[
			'a copy whose original is in no clone',
			[placed(1, record([1], 30), { isKnown: false }), placed(2, record([1], 30))],
			[[2, 30]],
		],
		[
			'an original that gave its share away',
			[placed(1, record([1], 0, { asOfMs: 2000 })), placed(2, record([1, 2], 35))],
			[[2, 35]],
		],
		[
			'a stale share beyond the whole: cut, the older one',
			[placed(1, record([1], 60)), placed(2, record([2], 70, { asOfMs: 2000 }))],
			[
				[2, 70],
				[1, 30],
			],
		],
		['a commit that is nowhere', [placed(1, record([1], 60), { isKnown: false })], []],
		['the same note out of two clones', [placed(1, record([1], 60)), placed(1, record([1], 60))], [[1, 60]]],
	];

describe('spend recorded in notes', () => {
	for (const [name, records, expected] of table) {
		it(name, () => {
			const { sessions, lost } = notedSpend(records, () => false);
			assert.deepEqual(
				sharesOf(records),
				expected.map(([commit, micros]) => [sha(commit), micros]),
			);
			const linked = expected.reduce((sum, [, micros]) => sum + micros, 0);
			assert.deepEqual(
				sessions.map(({ costMicros, unlinkedMicros }) => [costMicros, unlinkedMicros]),
				[[100, 100 - linked]],
			);
			assert.deepEqual(
				lost,
				name === 'a commit that is nowhere' ? { commits: 1, costMicros: 60 } : { commits: 0, costMicros: 0 },
			);
		});
	}

	it('leaves out sessions whose transcripts are known', () => {
		assert.deepEqual(notedSpend([placed(1, record([1], 30))], (key) => key === session).sessions, []);
	});

	it('sums to the session and never exceeds it, whatever notes hold, in any order', () => {
		const arbitrary = fc.array(
			fc
				.tuple(
					fc.nat(5),
					fc.uniqueArray(fc.nat(5), { minLength: 1 }),
					fc.nat(200),
					fc.nat(3),
					fc.boolean(),
					fc.nat(150),
					fc.nat(1),
				)
				.map(([commit, of, share, asOfMs, isKnown, whole, who]) =>
					placed(
						commit,
						record(of, share, { asOfMs, whole: work(whole), session: `s_0000000000000${who}` }),
						{ isKnown },
					),
				),
			{ maxLength: 12 },
		);
		fc.assert(
			fc.property(arbitrary, fc.infiniteStream(fc.nat()), (records, order) => {
				const { sessions } = notedSpend(records, () => false);
				for (const { costMicros, links, unlinkedMicros, work: whole } of sessions) {
					assert.equal(costOfWork(whole), costMicros);
					assert.equal(
						links.reduce((sum, { shareMicros }) => sum + shareMicros, unlinkedMicros),
						costMicros,
					);
					assert.ok(
						[unlinkedMicros, ...links.map(({ shareMicros }) => shareMicros)].every((part) => part >= 0),
					);
					assert.equal(new Set(links.map(({ commit }) => commit)).size, links.length);
				}
				const mixed = records
					.map((one) => ({ one, key: order.next().value as number }))
					.sort((one, two) => one.key - two.key);
				const again = notedSpend(
					mixed.map(({ one }) => one),
					() => false,
				).sessions;
				assert.deepEqual(
					again.map(({ costMicros }) => costMicros),
					sessions.map(({ costMicros }) => costMicros),
				);
			}),
		);
	});

	it('keeps the proportions on some of its days', () => {
		const whole = [...work(60, '2026-06-01'), ...work(40, '2026-06-02')];
		const [found] = notedSpend([placed(1, record([1], 50, { whole }))], () => false).sessions;
		assert.ok(found !== undefined);
		const part = onDays(found, (day) => day === '2026-06-02');
		assert.deepEqual([part?.costMicros, part?.links[0]?.shareMicros, part?.unlinkedMicros], [40, 20, 20]);
		assert.equal(
			onDays(found, () => false),
			null,
		);
	});

	const note = (spend: readonly NotedSpend[]): OutlayNote => ({
		sessions: spend.map((own) => own.session),
		tool: 'claude-code',
		models: ['claude-sonnet-5'],
		tokens: { input: 1, output: 2, cacheWrite: 7, cacheRead: 5 },
		costMicros: spend.reduce((sum, { share }) => sum + costOfWork(share), 0),
		files: ['a.ts'],
		aiLines: 3,
		strength: 'high',
		spend,
	});

	it('reads what it writes, and notes that a rebase put one after the other as one', () => {
		const [one, two] = [note([record([1], 30)]), note([record([2], 40)])];
		assert.deepEqual(parseOutlayNote(outlayNoteText(one)), one);
		assert.deepEqual(parseOutlayNote(outlayNoteText(note([]))), note([]));
		const both = parseOutlayNote(`${outlayNoteText(one)}\n${outlayNoteText(two)}`);
		assert.deepEqual(both, squashedNotes([one, two]));
		assert.equal(both.costMicros, 70);
		assert.deepEqual(both.spend[0]?.of, [sha(1), sha(2)]);
		assert.equal(both.aiLines, 6);
		const twice = parseOutlayNote(`${outlayNoteText(one)}\n${outlayNoteText(one)}`);
		assert.equal(twice?.costMicros, 30, 'copies of one note do not add up');
		assert.equal(parseOutlayNote(`${outlayNoteText(one)}\n{"schema":"outlay.note/1"}`), null);
	});

	it('unites what two clones recorded: every session once, by its latest record', () => {
		const other = 's_ffffffffffffff';
		const ours = note([record([1], 30)]);
		const theirs = note([record([1], 35, { asOfMs: 2000 }), record([1], 5, { session: other })]);
		for (const united of [unitedNotes(ours, theirs), unitedNotes(theirs, ours)]) {
			assert.equal(united.costMicros, 40);
			assert.deepEqual([...united.sessions].sort(), [session, other]);
		}
	});

	it('refuses amounts that nobody spends and records it cannot read', () => {
		const text = outlayNoteText(note([record([1], 30)]));
		for (const [from, to] of [
			['"costMicros":30', '"costMicros":-30'],
			['"costMicros":30', '"costMicros":1e15'],
			['"costMicros":30', '"costMicros":0.5'],
			['2026-06-02', '2026-13-77'],
			['"prices":"list"', '"prices":"mine"'],
		] as const) {
			assert.notEqual(text.replace(from, to), text);
			assert.equal(parseOutlayNote(text.replace(from, to)), null, to);
		}
	});
});
