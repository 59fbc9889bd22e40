import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MadeRepository } from '../git/madeRepository.js';
import { runCli, type CliResult } from '../runCli.js';
import { GithubServer } from './githubServer.js';
import type { World } from './world.js';

/** A token that no output and no file may hold. */
export const secret = 'ghp_averysecrettokenthatmustnotleak42';

/** One user: a GitHub on this machine, a clone of a repository on it, a home folder and a ledger. */
export class GithubDesk {
	readonly server: GithubServer;
	readonly repository = new MadeRepository();
	readonly folder = mkdtempSync(join(tmpdir(), 'outlay-github-'));
	url = '';

	private constructor(world: World) {
		this.server = new GithubServer(world);
	}

	static async open(world: World, remote = 'https://github.com/Acme/App.git'): Promise<GithubDesk> {
		const desk = new GithubDesk(world);
		desk.url = await desk.server.listen();
		desk.repository.commit({ message: 'Root', files: { 'a.txt': 'a' } });
		desk.repository.git('remote', 'add', 'origin', remote);
		return desk;
	}

	async close(): Promise<void> {
		await this.server.close();
		this.repository.remove();
		rmSync(this.folder, { recursive: true });
	}

	get ledger(): string {
		return join(this.folder, 'ledger');
	}

	/** The arguments of one command on this desk. */
	argumentsOf(...args: readonly string[]): string[] {
		return [...args, '--github-url', this.url, '--repo', this.repository.folder, '--ledger', this.ledger];
	}

	/** Runs the command line, signed in by `GITHUB_TOKEN` unless told otherwise. */
	run(args: readonly string[], env: Record<string, string> = { GITHUB_TOKEN: secret }): Promise<CliResult> {
		return runCli(this.argumentsOf(...args), { env: { HOME: this.folder, ...env } });
	}

	/** The same, without naming the address of GitHub. */
	runAsIs(args: readonly string[], env: Record<string, string>): Promise<CliResult> {
		const rest = ['--repo', this.repository.folder, '--ledger', this.ledger];
		return runCli([...args, ...rest], { env: { HOME: this.folder, ...env } });
	}

	/** Runs a command that must succeed, and gives its JSON. */
	async json<Document>(args: readonly string[], env?: Record<string, string>): Promise<Document> {
		const result = await this.run([...args, '--format', 'json'], env);
		if (result.code !== 0) throw new Error(`exit ${result.code ?? 'by a signal'}: ${result.stderr}`);
		return JSON.parse(result.stdout) as Document;
	}
}
