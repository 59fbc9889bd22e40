/** What git and gh print that names commits, branches and pull requests. Pure text rules, no judgement. */

export interface PrintedCommit {
	readonly branch: string | null;
	readonly sha: string;
}

/** Commits in the output of `git commit`, `merge`, `cherry-pick`, `revert`: `[main 1a2b3c4] Subject`. */
export function commitsPrinted(output: string): PrintedCommit[] {
	const found: PrintedCommit[] = [];
	for (const [, branch = '', sha = ''] of output.matchAll(
		/^\[(\S{1,250}|detached HEAD)(?: \(root-commit\))? ([0-9a-f]{7,64})\] /gm,
	)) {
		found.push({ branch: branch === 'detached HEAD' ? null : branch, sha });
	}
	return found;
}

/** Remote branches in the output of `git push`: `   1a2b3c4..5d6e7f8  main -> main`, ` * [new branch] x -> x`. */
export function branchesPushed(output: string): string[] {
	const found: string[] = [];
	for (const [, branch = ''] of output.matchAll(
		/^ ?[ *+=][ \t]+(?:[0-9a-f]{7,64}\.{2,3}[0-9a-f]{7,64}|\[new branch\])[ \t]+\S+ -> (\S+)/gm,
	)) {
		found.push(branch);
	}
	return found;
}

export interface PullRequestAddress {
	/** `owner/name`, lower-cased; GitLab groups may be deeper. */
	readonly repo: string;
	readonly number: number;
}

const address =
	/https:\/\/[\w.-]+(?::\d+)?\/([\w.-]+(?:\/[\w.-]+){1,4}?)\/(?:pull|-\/merge_requests)\/(\d{1,9})(?![\w-])/g;

/** Addresses of pull and merge requests in a text, each once, in order. */
export function pullRequestsNamed(text: string): PullRequestAddress[] {
	const found = new Map<string, PullRequestAddress>();
	for (const [, path = '', number = ''] of text.matchAll(address)) {
		const repo = path.toLowerCase();
		found.set(`${repo}#${number}`, { repo, number: Number(number) });
	}
	return [...found.values()];
}

/** What a shell command does to commits and pull requests, as far as its text says. */
export interface CommandMeaning {
	/** Makes commits. */
	readonly commits: boolean;
	/** Creates a pull request. */
	readonly creates: boolean;
	/** Changes one: edit, ready, comment, merge, close, push to its branch. */
	readonly touches: boolean;
}

const start = String.raw`(?:^|[\n;&|(]|\bthen\b|\bdo\b)\s*(?:\w+=\S*\s+)*(?:\S*\/)?(?:(?:rtk|sudo|env|command|time|exec)\s+)*`;
const gitOptions = String.raw`(?:-[cC]\s*(?:"[^"]*"|'[^']*'|[^\s"'])+\s+|--?[\w-]+(?:=\S+)?\s+)*`;
const commits = new RegExp(`${start}git\\s+${gitOptions}(?:commit|cherry-pick|revert|merge|am)\\b`);
const creates = new RegExp(`${start}(?:gh\\s+pr\\s+create|glab\\s+mr\\s+create|hub\\s+pull-request)\\b`);
const touches = new RegExp(
	`${start}(?:gh\\s+pr\\s+(?:edit|ready|comment|merge|close|reopen|checkout)|glab\\s+mr\\s+(?:update|note|merge|close|checkout)|git\\s+${gitOptions}push)\\b`,
);

/** Reads a shell command. Text in a here-document or message may look like a command; the result must agree too. */
export function meaningOf(command: string): CommandMeaning | null {
	// Very long commands are generated files and the like; their beginning is where the program stands.
	const text = command.slice(0, 4000);
	if (!/\b(?:git|gh|glab|hub)\b/.test(text)) return null;
	const meaning = { commits: commits.test(text), creates: creates.test(text), touches: touches.test(text) };
	return meaning.commits || meaning.creates || meaning.touches ? meaning : null;
}
