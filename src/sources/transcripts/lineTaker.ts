import type { CallCopy } from '../../core/usage/callCopies.js';
import type { CallRemark } from '../../core/usage/callRemarks.js';
import type { ClientCost } from '../../core/usage/session.js';
import type { UsageLine } from './usageLine.js';
import type { LinePlace, ReadingCounts, RejectedLine } from './readingCounts.js';

/** Nor more than so many rejected lines of one range of a file, so that a file that is no text hides no other. */
const maxRejectedOfRange = 100;

/** Takes in lines that were read one by one; what it makes of calls and sessions is its own. */
export abstract class LineTaker {
	readonly rejected: RejectedLine[] = [];
	/** What lines say about calls beside their tokens, in the order of lines. */
	readonly remarks: CallRemark[] = [];

	/** Takes in a copy of a call, and what its line says about the session. */
	protected abstract addCall(copy: CallCopy, entrypoint: string | null): void;

	/** Takes in Claude Code's own figure for a session that begins at an instant, if it was not met. */
	protected abstract addClientCost(sessionId: string, startedAtMs: number, cost: ClientCost): void;

	/** Takes in what one line says; `counts` belong to the line's file. */
	add(line: UsageLine, counts: ReadingCounts, place: LinePlace): void {
		switch (line.kind) {
			case 'none':
				return;
			case 'synthetic':
				counts.syntheticCalls += 1;
				return;
			case 'rejected':
				counts.rejectedLines += 1;
				if (this.rejected.length < maxRejectedOfRange) {
					this.rejected.push({ file: place.file, line: place.line, why: line.why });
				}
				return;
			case 'client-cost':
				this.addClientCost(line.sessionId, line.startedAtMs ?? place.mtimeMs, line.clientCost);
				return;
			case 'call': {
				counts.clampedFields += line.clampedFields;
				if (line.remark !== null) this.remarks.push(line.remark);
				this.addCall(line.copy, line.entrypoint);
			}
		}
	}

	/** The rejected lines so far, which are then forgotten here. */
	takeRejected(): RejectedLine[] {
		return this.rejected.splice(0);
	}

	/** The remarks so far, which are then forgotten here. */
	takeRemarks(): CallRemark[] {
		return this.remarks.splice(0);
	}
}
