// Syncs a week of an Enterprise organization from a local server that enforces 60 requests a minute, on a clock that
// jumps, and counts requests, waiting and memory.
//
//   npm run bench -- anthropicSync [PEOPLE] [MODELS]      default 5000 2
import { readBilled } from '../../src/ledger/billed.js';
import { syncAnthropic } from '../../src/outlay/syncAnthropic.js';
import { anthropicContext } from '../integration/anthropic/anthropicContext.js';
import { AnthropicServer, FakeClock } from '../integration/anthropic/anthropicServer.js';
import { enterprise } from '../integration/anthropic/organization.js';

async function main(): Promise<void> {
	const people = Number(process.argv[2] ?? 5000);
	const models = Number(process.argv[3] ?? 2);
	const now = Date.parse('2026-11-20T14:05:00Z');
	const clock = new FakeClock(now);
	const server = new AnthropicServer(clock);
	const url = await server.start();
	try {
		enterprise(server, people, models);
		const context = await anthropicContext(server, url, 'enterprise');
		const start = performance.now();
		await syncAnthropic(context, { sinceDay: '2026-11-13', untilDay: '2026-11-20', clock });
		const seconds = (performance.now() - start) / 1000;
		const rows = (await readBilled(await context.ledger(), '2026-11-13', '2026-11-20')).length;
		const asked = server.seen.length;
		const tooFast = server.tooFast;
		const minutes = (clock.now() - now) / 60_000;
		await syncAnthropic(context, { sinceDay: '2026-11-13', untilDay: '2026-11-20', clock });
		console.log(`${people} members, ${rows} billed rows of a week`);
		console.log(`${asked} requests, ${tooFast} over the limit of 60 a minute; ${minutes.toFixed(1)} minutes`);
		// The second run knows nothing of the pace of the first: what comes too fast is answered 429, and it waits.
		const refused = server.tooFast - tooFast;
		console.log(`at once again: ${server.seen.length - asked} requests, ${refused} of them told to wait`);
		console.log(
			`${seconds.toFixed(1)} s of work, ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB resident`,
		);
	} finally {
		await server.stop();
	}
}

void main();
