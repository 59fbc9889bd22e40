import { defaultConfig } from '../../../src/core/config.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { openMemoryLedger } from '../../../src/ledger/memoryLedger.js';
import type { OutlayContext } from '../../../src/outlay/context.js';
import type { AnthropicServer } from './anthropicServer.js';

/** A context over a local server and a ledger in memory, with the keys of one kind of organization. */
export async function anthropicContext(
	server: AnthropicServer,
	baseUrl: string,
	kind: 'enterprise' | 'console' | 'both' | 'write',
	more: Partial<OutlayContext> = {},
): Promise<OutlayContext & { readonly lines: string[] }> {
	const ledger: Ledger = await openMemoryLedger('local');
	const lines: string[] = [];
	const has = (one: string): boolean => kind === one || kind === 'both';
	return {
		repos: [],
		claudeDirs: [],
		config: defaultConfig,
		mayRunGit: false,
		remembers: true,
		callListeners: new Set(),
		ledger: () => Promise.resolve(ledger),
		now: () => server.clock.now(),
		env: {
			OUTLAY_ANTHROPIC_BASE_URL: baseUrl,
			...(has('enterprise') ? { OUTLAY_ANTHROPIC_ENTERPRISE_KEY: server.key } : {}),
			...(has('console') ? { OUTLAY_ANTHROPIC_ADMIN_KEY: server.key } : {}),
			...(kind === 'write' ? { OUTLAY_ANTHROPIC_WRITE_KEY: server.key } : {}),
		},
		home: '/nowhere',
		log: { info: (line) => lines.push(line), warn: (line) => lines.push(line) },
		progress: { report: () => undefined },
		signal: new AbortController().signal,
		problems: [],
		lines,
		...more,
	};
}
