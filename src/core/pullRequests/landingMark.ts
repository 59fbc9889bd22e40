/** What the message of a commit on the base branch says about the pull request it landed. */
export interface LandingMark {
	readonly number: number;
	/** Head branch, without the owner; null where the message does not name it. */
	readonly headRef: string | null;
	readonly title: string;
	readonly kind: 'merge' | 'squash';
}

const github = /^Merge pull request #(\d+) from (\S+)/;
const homu = /^Auto merge of #(\d+) - ([^\s,]+)/;
const bors = /^Merge #(\d+)$/;
const bitbucket = /^Merged in (\S+) \(pull request #(\d+)\)/;
const azure = /^Merged PR (\d+): (.+)$/;
const gitlab = /^See merge request (?:\S*)!(\d+)\s*$/m;
const gitlabSubject = /^Merge branch '([^']+)' into /;
const squash = /^(.*\S)\s+\(#(\d+)\)$/;

/**
 * Reads the mark that forges and merge bots leave: `Merge pull request #n from owner/branch`, `… (#n)`, GitLab's
 * `See merge request group/project!n`, Bitbucket's and Azure's wording, bors and homu. A `(#n)` suffix counts only
 * on a commit with one parent; a merge form that needs two parents counts only on those.
 *
 * @param parents number of parents of the commit
 */
export function landingMarkOf(message: string, parents: number): LandingMark | null {
	const lines = message.replaceAll('\r\n', '\n').split('\n');
	const subject = (lines[0] ?? '').trim();
	const bodyTitle =
		lines
			.slice(1)
			.map((line) => line.trim())
			.find((line) => line !== '') ?? '';
	const mark = (number: string | undefined, headRef: string | null, title: string): LandingMark => ({
		number: Number(number),
		headRef,
		title,
		kind: parents > 1 ? 'merge' : 'squash',
	});
	if (parents > 1) {
		const merge = github.exec(subject);
		if (merge !== null) return mark(merge[1], afterOwner(merge[2] ?? '', '/'), bodyTitle);
		const auto = homu.exec(subject);
		if (auto !== null) return mark(auto[1], afterOwner(auto[2] ?? '', ':'), bodyTitle);
		const bot = bors.exec(subject);
		if (bot !== null) return mark(bot[1], null, bodyTitle.replace(/^\d+:\s*/, ''));
		const lab = gitlab.exec(message);
		if (lab !== null) return mark(lab[1], gitlabSubject.exec(subject)?.[1] ?? null, bodyTitle);
	}
	const bucket = bitbucket.exec(subject);
	if (bucket !== null) return mark(bucket[2], bucket[1] ?? null, bodyTitle);
	const devops = azure.exec(subject);
	if (devops !== null) return mark(devops[1], null, devops[2] ?? '');
	if (parents > 1) return null;
	const suffix = squash.exec(subject);
	return suffix === null ? null : mark(suffix[2], null, suffix[1] ?? '');
}

/** The branch after `owner/` or `owner:`; branches have slashes of their own. */
function afterOwner(head: string, separator: string): string {
	const at = head.indexOf(separator);
	return at === -1 ? head : head.slice(at + 1);
}

/** True for a merge that only brought the base branch into a head branch. */
export function isBaseMerge(message: string): boolean {
	return (
		/^Merge (?:remote-tracking )?branch '[^']+'(?: of \S+)? into /.test(message) && !gitlab.test(message)
	);
}

const coAuthor = /^co-authored-by:[^<\n]*<([^>\s]+)>\s*$/gim;

/** E-mails of a message's `Co-authored-by` trailers, lower-cased, each once. */
export function coAuthorEmailsOf(message: string): string[] {
	const found = message.replaceAll('\r\n', '\n').matchAll(coAuthor);
	return [...new Set([...found].map((match) => (match[1] ?? '').toLowerCase()))];
}
