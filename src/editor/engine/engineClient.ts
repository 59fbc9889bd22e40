import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { messageOf, OutlayError } from '../../core/errors.js';
import type { Disposable } from '../disposableStore.js';
import type {
	EngineMethod,
	EngineMethods,
	EngineSetup,
	FromEngine,
	ProgressStep,
	ToEngine,
} from './engineProtocol.js';

/** What the engine tells the window without being asked. */
export interface EngineListener {
	usageChanged(): void;
	recordsChanged(): void;
	gitHubToken(host: string): Promise<string | null>;
	log(level: 'info' | 'warn', line: string): void;
}

/** How one call can be watched and stopped. */
export interface CallOptions {
	readonly signal?: AbortSignal;
	readonly onProgress?: (step: ProgressStep) => void;
}

interface Pending {
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: Error) => void;
	readonly onProgress: ((step: ProgressStep) => void) | undefined;
	readonly forget: () => void;
}

const closeWithinMs = 1500;
const tokenWithinMs = 8000;

/**
 * Talks to the engine thread. The thread starts with the first call and starts anew with the next call after a
 * crash; what was under way then fails with a sentence, and the setup is given again.
 */
export class EngineClient implements Disposable {
	readonly #listener: EngineListener;
	readonly #workerFile: string;
	readonly #pending = new Map<number, Pending>();
	#worker: Worker | null = null;
	#setup: EngineSetup | null = null;
	#nextId = 1;
	#isDisposed = false;

	/** `workerFile` is the thread's bundle; it lies beside the one that this file is part of. */
	constructor(listener: EngineListener, workerFile = join(__dirname, 'editor-engine-engine.worker.js')) {
		this.#listener = listener;
		this.#workerFile = workerFile;
	}

	/** Says where to work; takes effect with the next call. */
	configure(setup: EngineSetup): Promise<null> {
		this.#setup = setup;
		return this.#send('configure', setup, {});
	}

	/** Asks the engine; rejects with an `OutlayError`. */
	call<Method extends EngineMethod>(
		method: Method,
		params: EngineMethods[Method]['params'],
		options: CallOptions = {},
	): Promise<EngineMethods[Method]['result']> {
		// A view that is open asks before the window knows its folders; it asks again once they are known.
		if (this.#setup === null) return Promise.reject(new OutlayError('cancelled', 'Cancelled.'));
		if (this.#worker === null) void this.#send('configure', this.#setup, {}).catch(() => null);
		return this.#send(method, params, options);
	}

	#send<Method extends EngineMethod>(
		method: Method,
		params: EngineMethods[Method]['params'],
		{ signal, onProgress }: CallOptions,
	): Promise<EngineMethods[Method]['result']> {
		if (this.#isDisposed || signal?.aborted === true) {
			return Promise.reject(new OutlayError('cancelled', 'Cancelled.'));
		}
		const worker = (this.#worker ??= this.#start());
		const id = this.#nextId++;
		return new Promise((resolve, reject) => {
			const cancel = (): void => worker.postMessage({ kind: 'cancel', id } satisfies ToEngine);
			signal?.addEventListener('abort', cancel, { once: true });
			this.#pending.set(id, {
				resolve: resolve as (value: unknown) => void,
				reject,
				onProgress,
				forget: () => signal?.removeEventListener('abort', cancel),
			});
			worker.postMessage({ kind: 'call', id, method, params } satisfies ToEngine);
		});
	}

	#start(): Worker {
		const worker = new Worker(this.#workerFile);
		worker.on('message', (message: FromEngine) => this.#receive(worker, message));
		worker.on('error', (error) => this.#lost(worker, error.message));
		worker.on('exit', (code) => this.#lost(worker, `it ended with code ${code}`));
		return worker;
	}

	#receive(worker: Worker, message: FromEngine): void {
		switch (message.kind) {
			case 'result':
				this.#settle(message.id)?.resolve(message.value);
				return;
			case 'failure': {
				const { reason, message: text, hint } = message.failure;
				this.#settle(message.id)?.reject(new OutlayError(reason, text, hint === null ? {} : { hint }));
				return;
			}
			case 'progress':
				this.#pending.get(message.id)?.onProgress?.(message.step);
				return;
			case 'usage-changed':
				this.#listener.usageChanged();
				return;
			case 'records-changed':
				this.#listener.recordsChanged();
				return;
			case 'log':
				this.#listener.log(message.level, message.line);
				return;
			case 'token-wanted':
				void this.#answerToken(worker, message);
		}
	}

	/** VS Code may answer late, never, or with a failure; the engine then goes on without a sign-in. */
	async #answerToken(
		worker: Worker,
		{ id, host }: Extract<FromEngine, { kind: 'token-wanted' }>,
	): Promise<void> {
		const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), tokenWithinMs));
		const asked = this.#listener.gitHubToken(host).catch((error: unknown) => {
			this.#listener.log('warn', `VS Code gave no sign-in for ${host}: ${messageOf(error)}`);
			return null;
		});
		const token = await Promise.race([asked, late]);
		worker.postMessage({ kind: 'token', id, token } satisfies ToEngine);
	}

	#settle(id: number): Pending | undefined {
		const pending = this.#pending.get(id);
		this.#pending.delete(id);
		pending?.forget();
		return pending;
	}

	#lost(worker: Worker, why: string): void {
		if (this.#worker !== worker) return;
		this.#worker = null;
		if (!this.#isDisposed)
			this.#listener.log('warn', `The engine stopped: ${why}. It starts again when needed.`);
		for (const id of [...this.#pending.keys()]) {
			this.#settle(id)?.reject(new OutlayError('environment', `Outlay's engine stopped: ${why}.`));
		}
	}

	/** Lets the engine save, but not for long: VS Code gives a closing window little time. */
	async close(): Promise<void> {
		const worker = this.#worker;
		if (worker === null) return;
		const saved = this.#send('close', null, {}).catch(() => null);
		this.#isDisposed = true;
		await Promise.race([saved, new Promise((resolve) => setTimeout(resolve, closeWithinMs))]);
		await worker.terminate();
	}

	dispose(): void {
		void this.close();
	}
}
