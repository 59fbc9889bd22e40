import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { OutlayError } from '../../core/errors.js';
import { safeConfigArguments, safeEnvironment } from './safeEnvironment.js';

export interface GitOptions {
	/** The user's environment; only harmless parts reach git. */
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly signal?: AbortSignal;
	/** git program; default `git` of the PATH. */
	readonly program?: string;
}

export interface RunOptions {
	/** Written to git's standard input, which is then closed. */
	readonly input?: string | Buffer | Iterable<string> | AsyncIterable<string>;
	/** Exit codes besides 0 that are an answer, e.g. 1 of `git config --get`. */
	readonly okCodes?: readonly number[];
	/** Kills git when it says nothing for so long. Default five minutes. */
	readonly idleTimeoutMs?: number;
	/** Most bytes `text` keeps. Default 64 MiB. */
	readonly maxBytes?: number;
	/** Lets git use the network (fetching or pushing notes on the user's request). */
	readonly network?: boolean;
	/** Further variables, e.g. `GIT_INDEX_FILE` inside a hook. */
	readonly extraEnv?: Readonly<Record<string, string>>;
}

/** Refs, ranges and SHAs come from outside: always behind `--end-of-options`, paths behind `--`. */
export const endOfOptions = '--end-of-options';

type GitProcess = ChildProcessByStdio<Writable, Readable, Readable>;
const maxErrorBytes = 8192;

/** A terminal sends Ctrl-C to git too, which may be gone before our own process hears of it: no failure of git. */
class InterruptedGit extends Error {}

/** What git said on standard error, cut to a readable length. */
class ErrorTail {
	#text = '';

	constructor(stream: Readable) {
		stream.setEncoding('utf8');
		stream.on('data', (chunk: string) => {
			if (this.#text.length < maxErrorBytes) this.#text += chunk;
		});
	}

	get firstLine(): string {
		const lines = this.#text.split('\n').filter((line) => line.trim() !== '');
		return lines.find((line) => /^(fatal|error):/.test(line)) ?? lines[0] ?? '';
	}
}

/**
 * The only place that starts git. No shell, a fixed safe configuration, no network unless asked for, output
 * streamed, killed when the signal aborts or the reader stops. Works on work trees and bare repositories alike.
 *
 * Failures are `OutlayError`: `environment` with git's first line of complaint, `cancelled` on abort.
 */
export class Git {
	/** Work tree, or folder of a bare repository. */
	readonly folder: string;
	readonly #options: GitOptions;

	constructor(folder: string, options: GitOptions) {
		this.folder = folder;
		this.#options = options;
		// Each running git listens to it, and a report of many repositories runs more than ten of them.
		if (options.signal !== undefined) setMaxListeners(0, options.signal);
	}

	/** Standard output as chunks of bytes. Ending the iteration early kills git. */
	async *chunks(args: readonly string[], options: RunOptions = {}): AsyncGenerator<Buffer> {
		this.#throwIfAborted();
		const child = this.#spawn(args, options);
		const errors = new ErrorTail(child.stderr);
		const ended = new Promise<number | Error>((resolve) => {
			child.on('error', resolve);
			child.on('close', (code, signal) => {
				if (signal === 'SIGINT') resolve(new InterruptedGit('git was interrupted'));
				else resolve(code ?? new Error(`git was ended by ${signal ?? '?'}`));
			});
		});
		const kill = (): void => void child.kill();
		const idle = setTimeout(kill, options.idleTimeoutMs ?? 300_000);
		this.#options.signal?.addEventListener('abort', kill, { once: true });
		const fed = feed(child, options.input);
		let isWhole = false;
		try {
			for await (const chunk of child.stdout) {
				idle.refresh();
				yield chunk as Buffer;
			}
			isWhole = true;
			const end = await ended;
			this.#throwIfAborted();
			const inputError = await fed;
			if (inputError !== null) throw inputError;
			this.#check(args, end, errors.firstLine, options.okCodes ?? []);
		} finally {
			clearTimeout(idle);
			this.#options.signal?.removeEventListener('abort', kill);
			if (!isWhole) {
				child.kill();
				child.stdout.destroy();
			}
		}
	}

	/** Standard output as UTF-8 text; invalid bytes become U+FFFD. */
	async text(args: readonly string[], options: RunOptions = {}): Promise<string> {
		return (await this.bytes(args, options)).toString('utf8');
	}

	/** Standard output as bytes, up to `maxBytes`. */
	async bytes(args: readonly string[], options: RunOptions = {}): Promise<Buffer> {
		const limit = options.maxBytes ?? 64 * 1024 * 1024;
		const chunks: Buffer[] = [];
		let size = 0;
		for await (const chunk of this.chunks(args, options)) {
			size += chunk.length;
			if (size > limit) {
				throw new OutlayError('environment', `git ${args[0] ?? ''} wrote more than ${limit} bytes.`);
			}
			chunks.push(chunk);
		}
		return Buffer.concat(chunks);
	}

	/** Text of a command that may rightly fail (a ref that is not there): null then, with any exit code. */
	async textOrNull(args: readonly string[], options: RunOptions = {}): Promise<string | null> {
		try {
			return await this.text(args, options);
		} catch (error) {
			if (OutlayError.is(error, 'environment')) return null;
			throw error;
		}
	}

	/**
	 * Records of the output between separators (default NUL), as bytes; a last one without separator included. The
	 * buffers are views that stay valid.
	 */
	async *records(
		args: readonly string[],
		options: RunOptions & { readonly separator?: number } = {},
	): AsyncGenerator<Buffer> {
		const separator = options.separator ?? 0;
		let rest: Buffer[] = [];
		for await (const chunk of this.chunks(args, options)) {
			let start = 0;
			for (let end = chunk.indexOf(separator); end !== -1; end = chunk.indexOf(separator, start)) {
				const part = chunk.subarray(start, end);
				yield rest.length === 0 ? part : Buffer.concat([...rest, part]);
				rest = [];
				start = end + 1;
			}
			if (start < chunk.length) rest.push(chunk.subarray(start));
		}
		if (rest.length > 0) yield Buffer.concat(rest);
	}

	/** Lines of the output as UTF-8 text, without their line feed. */
	async *lines(args: readonly string[], options: RunOptions = {}): AsyncGenerator<string> {
		for await (const record of this.records(args, { ...options, separator: 10 })) {
			yield record.toString('utf8');
		}
	}

	#spawn(args: readonly string[], options: RunOptions): GitProcess {
		const env = { ...safeEnvironment(this.#options.env, options.network), ...options.extraEnv };
		return spawn(
			this.#options.program ?? 'git',
			['--no-pager', ...safeConfigArguments, '-C', this.folder, ...args],
			{ env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true, shell: false },
		);
	}

	#throwIfAborted(): void {
		if (this.#options.signal?.aborted === true) throw new OutlayError('cancelled', 'Cancelled.');
	}

	#check(args: readonly string[], end: number | Error, complaint: string, okCodes: readonly number[]): void {
		if (end instanceof InterruptedGit) throw new OutlayError('cancelled', 'Cancelled.');
		if (end === 0 || (typeof end === 'number' && okCodes.includes(end))) return;
		if (end instanceof Error && 'code' in end && end.code === 'ENOENT') {
			throw new OutlayError('environment', `git could not be started for ${this.folder}.`, {
				hint: 'Install git and check that it is in the PATH, and that the folder exists.',
				cause: end,
			});
		}
		const why = complaint === '' ? (end instanceof Error ? end.message : `exit code ${end}`) : complaint;
		const hint = /dubious ownership/.test(why)
			? { hint: `If you trust it: git config --global --add safe.directory ${this.folder}` }
			: {};
		throw new OutlayError('environment', `git ${args[0] ?? ''} failed in ${this.folder}: ${why}`, hint);
	}
}

/**
 * Writes the input and closes. A git that ended before it read everything is no failure of its own; a failing
 * input ends git and is given back.
 */
async function feed(child: GitProcess, input: RunOptions['input']): Promise<Error | null> {
	const { stdin } = child;
	stdin.on('error', () => stdin.destroy());
	try {
		const parts =
			input === undefined || typeof input === 'string' || Buffer.isBuffer(input) ? [input ?? ''] : input;
		for await (const part of parts) {
			if (!stdin.writable) return null;
			if (part.length > 0 && !stdin.write(part)) {
				await new Promise((resolve) => stdin.once('drain', resolve).once('close', resolve));
			}
		}
		stdin.end();
		return null;
	} catch (error) {
		child.kill();
		return error instanceof Error ? error : new Error(String(error));
	}
}
