import { formatUsd } from '../core/money.js';
import type { OutlayNote } from '../core/evidence/outlayNote.js';
import { counted, formatShare } from './format.js';
import { plainText } from './plainText.js';

interface Tagged {
	readonly sha: string;
	readonly note: OutlayNote | null;
	readonly isWritten: boolean;
	readonly isUpdate: boolean;
	readonly partialOutputShare: number;
}

/** One line a commit: what was recorded, or that nothing is known. */
export function tagText(tagged: readonly Tagged[]): string {
	if (tagged.length === 0) return 'No commits named.\n';
	return tagged
		.map(({ sha, note, isWritten, isUpdate, partialOutputShare }) => {
			const short = sha.slice(0, 10);
			if (note === null) return `${short}  no session is linked to it; nothing recorded`;
			const models = note.models.map((model) => plainText(model)).join(', ');
			const counts = `${formatUsd(note.costMicros)} · ${counted(note.sessions.length, 'session')}`;
			const what = models === '' ? counts : `${counts} · ${models}`;
			const did = isUpdate
				? isWritten
					? 'brought up to date:'
					: 'would bring up to date:'
				: isWritten
					? 'recorded'
					: 'would record';
			const floor =
				partialOutputShare === 0
					? ''
					: `; a floor: output of ${formatShare(partialOutputShare)} of the calls was not fully recorded`;
			return `${short}  ${did} ${what} (${note.strength})${floor}`;
		})
		.join('\n');
}

interface Hook {
	readonly repo: string;
	readonly file: string;
	readonly isInstalled: boolean;
	readonly hasOther: boolean;
	readonly isShared: boolean;
}

/** One line a repository: whether the hook is there, and what runs with it. */
export function hookText(hooks: readonly Hook[]): string {
	return hooks
		.map(({ repo, file, isInstalled, hasOther, isShared }) => {
			const other = hasOther
				? isInstalled
					? ', after the hook that was there'
					: ', another hook stands there'
				: '';
			const shared = isShared ? ', a folder for all your repositories' : '';
			return `${plainText(repo)}: ${isInstalled ? 'installed' : 'not installed'} (${plainText(file, 200)}${shared}${other})`;
		})
		.join('\n');
}
