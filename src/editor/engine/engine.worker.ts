import { parentPort } from 'node:worker_threads';
import { messageOf, OutlayError } from '../../core/errors.js';
import { Engine } from './engine.js';
import type { Failure, FromEngine, ToEngine } from './engineProtocol.js';

// The thread's message loop. What is asked, and what it costs, is the engine's business.
const port = parentPort;
if (port === null) throw new Error('The engine runs as a worker thread.');
const send = (message: FromEngine): void => port.postMessage(message);

const tokens = new Map<number, (token: string | null) => void>();
let nextToken = 1;
const running = new Map<number, AbortController>();

const engine = new Engine({
	usageChanged: () => send({ kind: 'usage-changed' }),
	recordsChanged: () => send({ kind: 'records-changed' }),
	log: (level, line) => send({ kind: 'log', level, line }),
	gitHubToken: (host) =>
		new Promise((resolve) => {
			const id = nextToken++;
			tokens.set(id, resolve);
			send({ kind: 'token-wanted', id, host });
		}),
});

function failureOf(error: unknown, isCancelled: boolean): Failure {
	if (isCancelled) return { message: 'Cancelled.', reason: 'cancelled', hint: null };
	if (OutlayError.is(error)) return { message: error.message, reason: error.reason, hint: error.hint };
	return { message: messageOf(error), reason: 'environment', hint: null };
}

async function answer({ id, method, params }: Extract<ToEngine, { kind: 'call' }>): Promise<void> {
	const stop = new AbortController();
	running.set(id, stop);
	try {
		const value = await engine.run(method, params, {
			signal: stop.signal,
			progress: { report: (step) => send({ kind: 'progress', id, step }) },
		});
		send({ kind: 'result', id, value });
	} catch (error) {
		if (!OutlayError.is(error) && !stop.signal.aborted) {
			const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
			send({ kind: 'log', level: 'warn', line: `${method}: ${trace}` });
		}
		send({ kind: 'failure', id, failure: failureOf(error, stop.signal.aborted) });
	} finally {
		running.delete(id);
	}
}

port.on('message', (message: ToEngine) => {
	switch (message.kind) {
		case 'call':
			void answer(message);
			return;
		case 'cancel':
			running.get(message.id)?.abort();
			return;
		case 'token':
			tokens.get(message.id)?.(message.token);
			tokens.delete(message.id);
	}
});
