import { Option, type Command } from 'commander';

/** Options that most commands share, as commander hands them over. */
export interface SharedOptions {
	readonly repo: readonly string[];
	readonly claudeDir: readonly string[];
	readonly since?: string;
	readonly until?: string;
	readonly timezone?: string;
	/** `--ledger DIR`; false with `--no-ledger`; undefined for the default place. */
	readonly ledger?: string | false;
	readonly config?: string;
	/** Base address of a GitHub's API, of commands that read pull requests. */
	readonly githubUrl?: string;
	readonly format: string;
	readonly out?: string;
	readonly quiet?: boolean;
	readonly verbose?: boolean;
}

/** Collects a repeatable option's values. */
export const collect = (value: string, values: readonly string[]): string[] => [...values, value];

/** Adds the shared options to a command; `formats[0]` is its default format. */
export function addSharedOptions(command: Command, formats: readonly [string, ...string[]]): Command {
	return command
		.option('--repo <dir>', 'work tree or bare repository (repeatable)', collect, [])
		.option('--claude-dir <dir>', 'folder that holds projects/ (repeatable)', collect, [])
		.option('--since <date>', 'from this ISO date or time on')
		.option('--until <date>', 'up to, not including, this ISO date or time')
		.option('--timezone <iana>', 'zone that days and months are cut in')
		.option('--ledger <dir>', 'folder of the ledger')
		.option('--no-ledger', 'read the sources, remember nothing')
		.option('--config <file>', 'outlay.config.json to use')
		.addOption(new Option('--format <format>', 'how to print').choices(formats).default(formats[0]))
		.option('--out <file>', 'write the result to a file')
		.option('--quiet', 'no progress, no warnings')
		.option('--verbose', 'every rejected line and skipped file');
}

/** Adds the options of commands that read pull requests. */
export function addPullRequestOptions(command: Command): Command {
	const source = 'pull requests from: github (default when signed in), git, or an outlay.pr/1 file';
	return addGithubUrl(command.option('--prs <source>', source));
}

/** Adds the address of another GitHub. */
export function addGithubUrl(command: Command): Command {
	const what = 'API of a GitHub Enterprise Server, e.g. https://git.example.com/api/v3';
	return command.option('--github-url <url>', what);
}
