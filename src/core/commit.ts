/** One git commit as the rules need it. `message` is read from git and never stored or exported. */
export interface Commit {
	readonly sha: string;
	readonly parents: readonly string[];
	readonly authorName: string;
	readonly authorEmail: string;
	readonly authoredAtMs: number;
	readonly committerName: string;
	readonly committerEmail: string;
	readonly committedAtMs: number;
	readonly message: string;
}

/** What one commit changed in one file, without text. */
export interface FileChange {
	/** Path after the change, `/`-separated, relative to the repository. */
	readonly path: string;
	/** Path before a rename; null otherwise. */
	readonly oldPath: string | null;
	readonly addedLines: number;
	readonly deletedLines: number;
	readonly isBinary: boolean;
}
