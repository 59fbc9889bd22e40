import assert from 'node:assert/strict';
import type { SessionLinks } from '../../../src/core/links/link.js';
import { linksDocument } from '../../../src/core/links/linksDocument.js';
import { linksText } from '../../../src/present/linksText.js';
import { tagText } from '../../../src/present/tagText.js';

const session = (sessionId: string, changes: Partial<SessionLinks>): SessionLinks => ({
	...{ sessionId, repo: 'acme/app', costMicros: 1_000_000, links: [], unlinkedMicros: 1_000_000 },
	...changes,
});
const bridge = {
	totalMicros: 3_000_000,
	...{ mergedMicros: 0, openMicros: 0, closedMicros: 0, unlinkedMicros: 3_000_000 },
};

describe('links on calls without a final output count', () => {
	const sessions = [
		session('a', { recorded: { calls: 3, partialOutputCalls: 1 } }),
		session('b', { recorded: { calls: 5, partialOutputCalls: 1 } }),
		session('c', { isNoted: true }),
	];

	it('say so in the document: by session, and in all', () => {
		const result = { sessions, bridge, elsewhere: [], unknown: [], evidence: [], contributions: [] };
		const document = linksDocument(result as unknown as Parameters<typeof linksDocument>[0]) as {
			sessions: { calls: number | null; partialOutputCalls: number | null }[];
			quality: { calls: number; partialOutputCalls: number };
		};
		assert.deepEqual(
			document.sessions.map(({ calls, partialOutputCalls }) => [calls, partialOutputCalls]),
			[
				[3, 1],
				[5, 1],
				[null, null],
			],
		);
		const { calls, partialOutputCalls } = document.quality;
		assert.deepEqual([calls, partialOutputCalls], [8, 2]);
	});

	it('say so below the table', () => {
		const text = linksText(sessions, bridge, 0, 'list', 1000);
		assert.match(text, /Output of 2 calls \(25\.0 %\) was not fully recorded: these costs are floors\./);
		assert.match(text, /On a subscription this is the API-equivalent value, not spend\./);
		const whole = [session('a', { recorded: { calls: 3, partialOutputCalls: 0 } })];
		assert.doesNotMatch(linksText(whole, bridge, 0, 'list', 1000), /not fully recorded/);
	});

	it('say so beside what was recorded on a commit', () => {
		const note = {
			...{ sessions: ['s_1'], tool: 'claude-code', models: ['claude-opus-5-5'], costMicros: 1_000_000 },
			...{ tokens: { input: 1, output: 1, cacheWrite: 0, cacheRead: 0 }, files: [], aiLines: null },
			...{ strength: 'high' as const, spend: [] },
		};
		const tagged = { sha: 'a'.repeat(40), note, isWritten: true, isUpdate: false };
		assert.match(
			tagText([{ ...tagged, partialOutputShare: 0.25 }]),
			/\$1\.00 .*; a floor: output of 25\.0 % of the calls was not fully recorded$/,
		);
		assert.doesNotMatch(tagText([{ ...tagged, partialOutputShare: 0 }]), /floor/);
	});
});
