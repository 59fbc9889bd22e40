/** Why Outlay could not do what was asked; decides the CLI's exit code and the editor's one action. */
export type FailureReason =
	/** A threshold or check that the user asked for failed: exit 1. */
	| 'threshold'
	/** The request itself is wrong: an argument, a setting, a key of the config: exit 2. */
	| 'usage'
	/** The world failed: files, git, network, a corrupt store: exit 3. */
	| 'environment'
	/** The user cancelled: exit 130, silent. */
	| 'cancelled';

/** A failure a person can act on: what happened, to what, and the next step. */
export class OutlayError extends Error {
	readonly reason: FailureReason;
	/** The next step, as a full sentence; null when there is none. */
	readonly hint: string | null;

	constructor(reason: FailureReason, message: string, options: { hint?: string; cause?: unknown } = {}) {
		super(message, options.cause === undefined ? undefined : { cause: options.cause });
		this.name = 'OutlayError';
		this.reason = reason;
		this.hint = options.hint ?? null;
	}

	/**
	 * True for an OutlayError (of that reason). By name, because the extension and its lazily loaded parts are
	 * separate bundles with a class each, where `instanceof` does not hold.
	 */
	static is(error: unknown, reason?: FailureReason): error is OutlayError {
		if (!(error instanceof Error) || error.name !== 'OutlayError' || !('reason' in error)) return false;
		return reason === undefined || error.reason === reason;
	}
}

/** Exit code of the command line for a failure. */
export function exitCodeOf(error: unknown): 1 | 2 | 3 | 130 {
	if (!OutlayError.is(error)) return 3;
	switch (error.reason) {
		case 'threshold':
			return 1;
		case 'usage':
			return 2;
		case 'environment':
			return 3;
		case 'cancelled':
			return 130;
	}
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
