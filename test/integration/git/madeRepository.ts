import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface CommitSpec {
	readonly message: string;
	readonly files?: Readonly<Record<string, string | Buffer>>;
	readonly author?: string;
	readonly committer?: string;
	/** Seconds since the epoch. */
	readonly at?: number;
}

/** A git repository made on the spot, with the plain `git` program, away from any configuration of this machine. */
export class MadeRepository {
	readonly folder: string;
	#clock = Date.UTC(2026, 5, 1) / 1000;

	constructor(options: { bare?: boolean; objectFormat?: 'sha1' | 'sha256'; folder?: string } = {}) {
		this.folder = options.folder ?? mkdtempSync(join(tmpdir(), 'outlay-git-'));
		const format = options.objectFormat === undefined ? [] : [`--object-format=${options.objectFormat}`];
		if (options.folder === undefined) {
			this.git('init', '-q', '-b', 'main', ...format, ...(options.bare === true ? ['--bare'] : []));
		}
	}

	/** Environment of every git here: no user or system configuration, a fixed identity. */
	static readonly env: Readonly<Record<string, string>> = {
		PATH: process.env['PATH'] ?? '',
		HOME: tmpdir(),
		GIT_CONFIG_NOSYSTEM: '1',
		GIT_CONFIG_GLOBAL: '/dev/null',
		GIT_AUTHOR_NAME: 'Dana',
		GIT_AUTHOR_EMAIL: 'dana@example.com',
		GIT_COMMITTER_NAME: 'Dana',
		GIT_COMMITTER_EMAIL: 'dana@example.com',
		GIT_ALLOW_PROTOCOL: 'file',
	};

	git(...args: string[]): string {
		return this.gitWith({}, ...args);
	}

	gitWith(options: { env?: Record<string, string>; input?: string | Buffer }, ...args: string[]): string {
		return execFileSync('git', ['-C', this.folder, ...args], {
			env: { ...MadeRepository.env, ...options.env },
			input: options.input ?? '',
			stdio: ['pipe', 'pipe', 'pipe'],
			maxBuffer: 1 << 28,
		})
			.toString('utf8')
			.trim();
	}

	write(path: string, content: string | Buffer): void {
		const file = join(this.folder, path);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, content);
	}

	/** Commits files (or nothing) on the current branch; returns the SHA. Time goes on by a minute a commit. */
	commit({ message, files = {}, author, committer, at }: CommitSpec): string {
		for (const [path, content] of Object.entries(files)) this.write(path, content);
		this.git('add', '-A');
		const time = at ?? (this.#clock += 60);
		const env: Record<string, string> = {
			GIT_AUTHOR_DATE: `${time} +0000`,
			GIT_COMMITTER_DATE: `${time} +0000`,
			...identity('AUTHOR', author),
			...identity('COMMITTER', committer),
		};
		this.gitWith(
			{ env, input: message },
			'commit',
			'-q',
			'--allow-empty',
			'--no-verify',
			'--cleanup=verbatim',
			'-F',
			'-',
		);
		return this.head();
	}

	/** Date environment for merges and the like; the clock goes on. */
	tick(): Record<string, string> {
		const time = (this.#clock += 60);
		return { GIT_AUTHOR_DATE: `${time} +0000`, GIT_COMMITTER_DATE: `${time} +0000` };
	}

	head(): string {
		return this.git('rev-parse', 'HEAD');
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

function identity(role: 'AUTHOR' | 'COMMITTER', person: string | undefined): Record<string, string> {
	const match = /^(.*) <(.*)>$/.exec(person ?? '');
	if (match === null) return {};
	return { [`GIT_${role}_NAME`]: match[1] ?? '', [`GIT_${role}_EMAIL`]: match[2] ?? '' };
}
